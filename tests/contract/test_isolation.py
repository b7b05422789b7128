"""Promises about the options of `transaction()`: isolation, read_only, statement_timeout."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from shared.domain import Isolation, NewTask, TaskFilter
from shared.errors import ReadOnly, SerializationFailure, StatementTimeout
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import locked_tasks, on_insert, server_default
from workbook.wire import observe

WRITES: Mapping[str, Callable[[Repository, int, int], Awaitable[object]]] = {
    "add_task": lambda repository, *_: repository.add_task(NewTask("x")),
    "edit_task": lambda repository, task_id, _: repository.edit_task(task_id, title="y"),
    "delete_task": lambda repository, task_id, _: repository.delete_task(task_id),
    "add_tasks": lambda repository, *_: repository.add_tasks([NewTask("x")]),
    "load_tasks": lambda repository, *_: repository.load_tasks([NewTask("x")]),
    "import_tasks": lambda repository, *_: repository.import_tasks([NewTask("x", external_id="9")]),
    "complete_tasks": lambda repository, *_: repository.complete_tasks(TaskFilter()),
    "add_project": lambda repository, *_: repository.add_project("another"),
    "delete_project": lambda repository, _, project_id: repository.delete_project(project_id),
    "claim_task": lambda repository, *_: repository.claim_task("Ann"),
}
"""A call of every method that writes, with the ids of a task and a project that are there."""


class Undo(Exception):
    """Ends a block so that it is rolled back."""


async def store_task_and_project(sql: Sql) -> tuple[int, int]:
    """A project with one task, written by plain SQL; the ids of the task and of the project."""
    project_id = await sql.fetchval("INSERT INTO projects (name) VALUES ('move') RETURNING id")
    statement = "INSERT INTO tasks (title, project_id) VALUES ('x', $1) RETURNING id"
    return await sql.fetchval(statement, project_id), project_id


async def edit(database: Database, task_id: int, **options: Any) -> None:
    """Change a task in a transaction of its own."""
    async with database.transaction(**options) as repository:
        await repository.edit_task(task_id, title="edited")


# Isolation


@pytest.mark.parametrize(
    ("isolation", "level"),
    [
        (None, "read committed"),
        (Isolation.READ_COMMITTED, "read committed"),
        (Isolation.REPEATABLE_READ, "repeatable read"),
        (Isolation.SERIALIZABLE, "serializable"),
    ],
)
async def test_a_transaction_has_the_isolation_level_asked_for(
    database: Database, sql: Sql, isolation: Isolation | None, level: str
) -> None:
    """Postgres itself says which level it is: READ COMMITTED unless told otherwise."""
    action = "NEW.title := current_setting('transaction_isolation')"
    async with on_insert(sql, "tasks", action), database.transaction(isolation=isolation) as it:
        await it.add_task(NewTask("?"))
    assert await sql.fetchval("SELECT title FROM tasks") == level


@pytest.mark.parametrize(
    ("isolation", "seen"),
    [
        (None, 1),
        (Isolation.READ_COMMITTED, 1),
        (Isolation.REPEATABLE_READ, 0),
        (Isolation.SERIALIZABLE, 0),
    ],
)
async def test_the_isolation_level_decides_whether_a_later_commit_is_seen(
    database: Database, sql: Sql, isolation: Isolation | None, seen: int
) -> None:
    """READ COMMITTED sees it; the stronger levels keep to the moment of their first statement."""
    async with database.transaction(isolation=isolation) as repository:
        await repository.count_tasks()
        await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
        assert await repository.count_tasks() == seen


async def skew(database: Database, isolation: Isolation) -> None:
    """Two transactions that each read what the other one writes; the inner is committed first."""
    async with (
        database.transaction(isolation=isolation) as first,
        database.transaction(isolation=isolation) as second,
    ):
        await first.count_tasks()
        await second.count_tasks()
        await first.add_task(NewTask("first"))
        await second.add_task(NewTask("second"))


async def test_serializable_refuses_write_skew(database: Database, sql: Sql) -> None:
    """Of two transactions that fit no serial order one fails at COMMIT, and may be run again."""
    with pytest.raises(SerializationFailure) as caught:
        await skew(database, Isolation.SERIALIZABLE)
    assert caught.value.retryable
    assert [row["title"] for row in await sql.fetch("SELECT title FROM tasks")] == ["second"]


async def test_repeatable_read_lets_write_skew_pass(database: Database, sql: Sql) -> None:
    """The level is no stronger than the one that was asked for."""
    await skew(database, Isolation.REPEATABLE_READ)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 2


async def test_repeatable_read_refuses_to_edit_what_has_changed_since(
    database: Database, sql: Sql
) -> None:
    """A row that was changed by another after the snapshot is no ground to stand on."""
    task_id, _ = await store_task_and_project(sql)

    async def work() -> None:
        async with database.transaction(isolation=Isolation.REPEATABLE_READ) as repository:
            await repository.get_task(task_id)
            await sql.execute("UPDATE tasks SET assignee = 'Bob'")
            await repository.edit_task(task_id, title="edited")

    with pytest.raises(SerializationFailure):
        await work()


async def test_isolation_holds_for_its_block_only(open_database: Open, sql: Sql) -> None:
    """The next block on the same connection has the default again."""
    async with open_database(pool_size=1) as database:
        async with database.transaction(isolation=Isolation.SERIALIZABLE) as repository:
            await repository.count_tasks()
        async with database.transaction() as repository:
            await repository.count_tasks()
            await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
            assert await repository.count_tasks() == 1


@pytest.mark.parametrize(("isolation", "seen"), [(None, 0), (Isolation.READ_COMMITTED, 1)])
async def test_without_a_level_the_server_decides(
    open_database: Open, sql: Sql, isolation: Isolation | None, seen: int
) -> None:
    """A default that was set on the server holds, and gives way where a level is asked for."""
    default = server_default(sql, "default_transaction_isolation", "repeatable read")
    async with default, open_database(pool_size=1) as database:
        async with database.autocommit() as repository:
            await repository.count_tasks()
        async with database.transaction(isolation=isolation) as repository:
            await repository.count_tasks()
            await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
            assert await repository.count_tasks() == seen


# Read only


@pytest.mark.parametrize("write", WRITES)
async def test_every_write_raises_read_only_in_a_read_only_transaction(
    database: Database, sql: Sql, write: str
) -> None:
    """No method that writes gets by, and nothing is changed."""
    task_id, project_id = await store_task_and_project(sql)
    with pytest.raises(ReadOnly):
        async with database.transaction(read_only=True) as repository:
            await WRITES[write](repository, task_id, project_id)
    rows = await sql.fetch("SELECT title, done, project_id, assignee, version FROM tasks")
    assert [tuple(row) for row in rows] == [("x", False, project_id, None, 1)]


async def test_every_read_works_in_a_read_only_transaction(database: Database, sql: Sql) -> None:
    """Reading, streaming and savepoints included, needs no more."""
    task_id, project_id = await store_task_and_project(sql)
    async with database.transaction(read_only=True) as repository, repository.savepoint():
        found = [
            (await repository.get_task(task_id)).id,
            (await repository.edit_task(task_id)).id,  # of nothing
            *[task.id for task in await repository.get_tasks([task_id])],
            *[task.id for task in await repository.list_tasks()],
            *[task.id async for task in repository.stream_tasks()],
            *[task.id for task in (await repository.get_project(project_id)).tasks],
            *[task.id for p in await repository.list_projects() for task in p.tasks],
            *[task.id for task in await repository.newest_tasks(1)],
        ]
        assert found == [task_id] * 8
        assert await repository.count_tasks() == 1
        assert [summary.total for summary in await repository.summarize_projects()] == [1]


async def test_read_only_holds_for_its_block_only(open_database: Open, sql: Sql) -> None:
    """The next block on the same connection may write, in both scopes."""
    async with open_database(pool_size=1) as database:
        for scope in (database.transaction, database.autocommit):
            async with database.transaction(read_only=True) as repository:
                await repository.count_tasks()
            async with scope() as repository:
                await repository.add_task(NewTask("x"))
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 2


async def test_the_options_of_a_transaction_go_together(database: Database, sql: Sql) -> None:
    """One block can have a level, be read-only, and have a time limit of its own."""

    async def work(repository: Repository) -> None:
        await repository.count_tasks()
        await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
        assert await repository.count_tasks() == 0
        await repository.add_task(NewTask("y"))

    with pytest.raises(ReadOnly):
        async with database.transaction(
            isolation=Isolation.REPEATABLE_READ, read_only=True, statement_timeout=5
        ) as repository:
            await work(repository)


# Time limit of a statement


async def test_a_statement_past_the_limit_of_its_block_raises_statement_timeout(
    database: Database, sql: Sql
) -> None:
    """Postgres ends the statement; nothing of the block is kept."""
    task_id, _ = await store_task_and_project(sql)
    async with locked_tasks(sql):
        with pytest.raises(StatementTimeout):
            await edit(database, task_id, statement_timeout=0.02)
    assert await sql.fetchval("SELECT title FROM tasks") == "x"


@asynccontextmanager
async def time_limit_as_title(sql: Sql) -> AsyncIterator[None]:
    """In this block a task that is added gets as its title the time limit that it was added under.

    So a test sees what holds in the very transaction that the repository has.
    """
    async with on_insert(sql, "tasks", "NEW.title := current_setting('statement_timeout')"):
        yield


async def test_the_limit_of_a_block_replaces_that_of_the_settings(
    open_database: Open, sql: Sql
) -> None:
    """A block that needs longer gets it, and so does one that wants less."""
    async with time_limit_as_title(sql), open_database(statement_timeout=12.345) as database:
        for limit in (2.5, 67.89):
            async with database.transaction(statement_timeout=limit) as repository:
                await repository.add_task(NewTask("?"))
    rows = await sql.fetch("SELECT title FROM tasks ORDER BY id")
    assert [row["title"] for row in rows] == ["2500ms", "67890ms"]


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
@pytest.mark.parametrize("failing", [False, True], ids=["committed", "rolled back"])
async def test_the_limit_of_a_block_ends_with_it(
    open_database: Open, sql: Sql, scope: str, failing: bool
) -> None:
    """However it was left, the next block on the same connection has that of the settings again."""
    settings = {"pool_size": 1, "statement_timeout": 12.345}
    async with time_limit_as_title(sql), open_database(**settings) as database:
        with suppress(Undo):
            async with database.transaction(statement_timeout=2.5) as repository:
                await repository.count_tasks()
                if failing:
                    raise Undo
        async with getattr(database, scope)() as repository:
            await repository.add_task(NewTask("?"))
    assert await sql.fetchval("SELECT title FROM tasks") == "12345ms"


async def test_a_limit_of_its_own_costs_a_block_one_more_round_trip(
    open_database: Open, database_url: str
) -> None:
    """BEGIN, the limit, the statement, COMMIT."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(3):
            observer.restart()
            async with database.transaction(statement_timeout=5) as repository:
                await repository.count_tasks()
    assert observer.recording.round_trips == 4
