"""Promises about `transaction()`: it happens as a whole or not at all, and never lies about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import (
    Closed,
    ConcurrentUse,
    Duplicate,
    MissingReference,
    NotFound,
    OutcomeUnknown,
    RepositoryError,
    StaleTask,
    TaskNotFound,
    TransactionAborted,
)
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Sql
from tests.contract.obstacles import DEADLINE, at_commit, locked_tasks, until_blocked

NOBODY = 2**63 - 1
"""An id that no row has."""

Call = Callable[[Repository, int, int], Awaitable[object]]
"""A call of one method of a repository, with the ids of a task and a project that are there."""


async def stream(repository: Repository) -> list[Task]:
    return [task async for task in repository.stream_tasks()]


async def enter_savepoint(repository: Repository) -> None:
    async with repository.savepoint():
        pass


READS: Mapping[str, Call] = {
    "get_task": lambda repository, task_id, _: repository.get_task(task_id),
    "get_tasks": lambda repository, task_id, _: repository.get_tasks([task_id]),
    "list_tasks": lambda repository, *_: repository.list_tasks(),
    "count_tasks": lambda repository, *_: repository.count_tasks(),
    "stream_tasks": lambda repository, *_: stream(repository),
    "get_project": lambda repository, _, project_id: repository.get_project(project_id),
    "list_projects": lambda repository, *_: repository.list_projects(),
    "summarize_projects": lambda repository, *_: repository.summarize_projects(),
    "newest_tasks": lambda repository, *_: repository.newest_tasks(1),
    "savepoint": lambda repository, *_: enter_savepoint(repository),
}
WRITES: Mapping[str, Call] = {
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
CALLS = {**READS, **WRITES}

TAKEN = NewTask("again", external_id="T-1")
ASTRAY = NewTask("astray", project_id=NOBODY, external_id="T-2")
FAILURES: Mapping[str, Callable[[Repository], Awaitable[object]]] = {
    "add_task": lambda repository: repository.add_task(TAKEN),
    "add_tasks": lambda repository: repository.add_tasks([NewTask("x"), TAKEN]),
    "load_tasks": lambda repository: repository.load_tasks([NewTask("x"), TAKEN]),
    "import_tasks": lambda repository: repository.import_tasks([ASTRAY]),
}
"""Calls that Postgres refuses once there is a task with the external_id T-1."""

Refused = (Duplicate, MissingReference)


class Undo(Exception):
    """Ends a block so that it is rolled back."""


async def store_task_and_project(sql: Sql) -> tuple[int, int]:
    """A project with one task, written by plain SQL; the ids of the task and of the project."""
    project_id = await sql.fetchval("INSERT INTO projects (name) VALUES ('move') RETURNING id")
    statement = "INSERT INTO tasks (title, project_id) VALUES ('x', $1) RETURNING id"
    return await sql.fetchval(statement, project_id), project_id


async def titles_in(sql: Sql) -> list[str]:
    """The titles of all tasks that are committed, in the order they were added."""
    return [row["title"] for row in await sql.fetch("SELECT title FROM tasks ORDER BY id")]


# Commit and rollback


async def test_a_block_left_cleanly_is_committed(database: Database, sql: Sql) -> None:
    """All that was done in it is there for others."""
    async with database.transaction() as repository:
        await repository.add_task(NewTask("first"))
        await repository.add_tasks([NewTask("second")])
    assert await titles_in(sql) == ["first", "second"]


async def test_a_block_left_by_return_is_committed(database: Database, sql: Sql) -> None:
    """Returning out of it is a clean exit."""

    async def work() -> Task:
        async with database.transaction() as repository:
            return await repository.add_task(NewTask("x"))

    task = await work()
    assert await sql.fetchval("SELECT id FROM tasks") == task.id


async def test_nothing_is_visible_outside_before_the_commit(database: Database, sql: Sql) -> None:
    """Neither plain SQL nor another block sees a write of a block that is still open."""
    async with database.transaction() as repository, database.autocommit() as other:
        await repository.add_task(NewTask("x"))
        assert (await titles_in(sql), await other.count_tasks()) == ([], 0)


@pytest.mark.parametrize(
    "reason",
    [
        Undo("mine"),
        TimeoutError("mine"),
        OSError("disk"),
        TaskNotFound(1),
        asyncio.CancelledError(),
        SystemExit(),
    ],
    ids=lambda reason: type(reason).__name__,
)
async def test_any_exception_undoes_the_block_and_goes_on_unchanged(
    database: Database, sql: Sql, reason: BaseException
) -> None:
    """The caller gets back the very object that was raised, and nothing is written."""

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            raise reason

    with pytest.raises(type(reason)) as caught:
        await work()
    assert caught.value is reason
    assert await titles_in(sql) == []


async def test_a_cancelled_task_leaves_nothing_behind(database: Database, sql: Sql) -> None:
    """Cancelling a task inside its block rolls back and gives the connection back."""
    added = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            added.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    async with asyncio.timeout(DEADLINE):
        await added.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await titles_in(sql), database.pool_status().in_use) == ([], 0)


async def test_a_task_cancelled_inside_a_statement_leaves_nothing_behind(
    database: Database, sql: Sql
) -> None:
    """So does cancelling it while its statement waits for a lock; the next block works."""
    task_id, _ = await store_task_and_project(sql)

    async def edit() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("added"))
            await repository.edit_task(task_id, title="edited")

    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        task = asyncio.create_task(edit())
        await until_blocked(sql)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with database.transaction() as repository:
        await repository.edit_task(task_id, assignee="Ann")
    assert await titles_in(sql) == ["x"]


async def test_a_time_limit_of_the_caller_ends_the_block_as_timeout_error(
    database: Database, sql: Sql
) -> None:
    """What `asyncio.timeout` raises is the caller's own, however deep inside it strikes."""
    task_id, _ = await store_task_and_project(sql)

    async def edit() -> None:
        async with asyncio.timeout(0.02), database.transaction() as repository:
            await repository.edit_task(task_id, title="edited")

    async with locked_tasks(sql):
        with pytest.raises(TimeoutError):
            await edit()
    assert await titles_in(sql) == ["x"]


async def test_a_block_holds_one_connection_from_its_first_line(database: Database) -> None:
    """The connection is taken before the first statement is, and given back at the end."""
    async with database.transaction() as repository:
        before = database.pool_status().in_use
        await repository.count_tasks()
        between = database.pool_status().in_use
    assert (before, between, database.pool_status().in_use) == (1, 1, 0)


async def test_two_blocks_at_once_are_two_transactions(database: Database, sql: Sql) -> None:
    """One is rolled back, the other is committed, and neither sees the other."""
    async with database.transaction() as kept:
        with suppress(Undo):
            async with database.transaction() as undone:
                await kept.add_task(NewTask("kept"))
                await undone.add_task(NewTask("undone"))
                raise Undo
        assert await kept.count_tasks() == 1
    assert await titles_in(sql) == ["kept"]


# A failed statement


async def swallow(repository: Repository, failure: str) -> None:
    """Catch what Postgres refuses and go on as if nothing had happened."""
    await repository.add_task(NewTask("before", external_id="T-1"))
    with pytest.raises(Refused):
        await FAILURES[failure](repository)


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_swallowed_failure_raises_transaction_aborted_at_the_end(
    database: Database, sql: Sql, failure: str
) -> None:
    """Postgres would turn COMMIT into ROLLBACK and say nothing: the block does say it."""
    with pytest.raises(TransactionAborted) as caught:
        async with database.transaction() as repository:
            await swallow(repository, failure)
    assert isinstance(caught.value.__cause__, Refused)
    assert await titles_in(sql) == []


async def test_a_statement_after_a_failed_one_raises_transaction_aborted(
    database: Database, sql: Sql
) -> None:
    """Whatever is asked of the transaction then, reading included, cannot be had."""
    task_id, project_id = await store_task_and_project(sql)
    outcomes = {}
    with suppress(Undo):
        async with database.transaction() as repository:
            await swallow(repository, "add_task")
            for name, call in CALLS.items():
                with pytest.raises(RepositoryError) as caught:
                    await call(repository, task_id, project_id)
                outcomes[name] = type(caught.value)
            raise Undo
    assert outcomes == dict.fromkeys(CALLS, TransactionAborted)


async def test_an_exception_after_a_swallowed_failure_goes_on_unchanged(
    database: Database,
) -> None:
    """Who leaves by an exception of their own knows already that nothing is kept."""

    async def work() -> None:
        async with database.transaction() as repository:
            await swallow(repository, "add_task")
            raise Undo

    with pytest.raises(Undo):
        await work()


async def test_an_answer_that_is_an_error_does_not_spoil_the_transaction(
    database: Database, sql: Sql
) -> None:
    """Not found, and stale, are found by statements that succeed: the rest is committed."""
    async with database.transaction() as repository:
        task = await repository.add_task(NewTask("kept"))
        with pytest.raises(NotFound):
            await repository.get_task(NOBODY)
        with pytest.raises(StaleTask):
            await repository.edit_task(task.id, expected_version=9, title="stale")
    assert await titles_in(sql) == ["kept"]


async def test_a_commit_that_postgres_refuses_raises_its_error(
    database: Database, sql: Sql
) -> None:
    """A constraint that is checked at COMMIT only fails the block as any other does."""
    action = "RAISE unique_violation USING CONSTRAINT = 'uq_tasks_external_id'"
    async with at_commit(sql, action):
        with pytest.raises(Duplicate) as caught:
            async with database.transaction() as repository:
                await repository.add_task(NewTask("x"))
    assert caught.value.field == "external_id"
    assert await titles_in(sql) == []


# The end of the block


async def test_a_connection_lost_during_commit_raises_outcome_unknown(
    database: Database, sql: Sql
) -> None:
    """COMMIT was sent and never answered: not even "try again" can be told."""
    async with at_commit(sql, "PERFORM pg_terminate_backend(pg_backend_pid())"):
        with pytest.raises(OutcomeUnknown) as caught:
            async with database.transaction() as repository:
                await repository.add_task(NewTask("x"))
    assert not caught.value.retryable


def test_the_calls_of_this_file_are_all_that_a_repository_has() -> None:
    """A method that is added to the contract must be added to the tests above and below."""
    assert set(CALLS) == {name for name in vars(Repository) if not name.startswith("_")}


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_repository_whose_block_was_left_raises_closed(
    database: Database, sql: Sql, scope: str
) -> None:
    """No method does anything after the end, and no row is read or written."""
    task_id, project_id = await store_task_and_project(sql)
    async with getattr(database, scope)() as repository:
        pass
    closed = []
    for name, call in CALLS.items():
        with suppress(Closed):
            await call(repository, task_id, project_id)
            closed.append(name)
    assert closed == []


async def test_a_repository_raises_closed_after_a_rollback_too(database: Database) -> None:
    """However the block was left, it was left."""
    with suppress(Undo):
        async with database.transaction() as repository:
            raise Undo
    with pytest.raises(Closed):
        await repository.count_tasks()


# Two tasks


async def test_of_two_tasks_that_use_a_repository_at_once_the_later_gets_concurrent_use(
    database: Database, sql: Sql
) -> None:
    """The earlier is not disturbed, and the transaction is committed."""
    async with database.transaction() as repository:
        outcomes = await asyncio.gather(
            repository.add_task(NewTask("earlier")),
            repository.add_task(NewTask("later")),
            return_exceptions=True,
        )
    assert [isinstance(outcome, ConcurrentUse) for outcome in outcomes] == [False, True]
    assert await titles_in(sql) == ["earlier"]


async def test_a_call_during_another_call_is_refused_at_once(database: Database, sql: Sql) -> None:
    """While a statement of one task waits for a lock, no method serves another task."""
    task_id, project_id = await store_task_and_project(sql)
    async with asyncio.timeout(DEADLINE), database.transaction() as repository:
        async with locked_tasks(sql):
            edit = asyncio.create_task(repository.edit_task(task_id, title="edited"))
            await until_blocked(sql)
            for call in CALLS.values():
                with pytest.raises(ConcurrentUse):
                    await call(repository, task_id, project_id)
        await edit
    assert await titles_in(sql) == ["edited"]


async def test_two_tasks_may_use_a_repository_one_after_the_other(
    database: Database, sql: Sql
) -> None:
    """What is refused is the same time, not another task."""
    async with database.transaction() as repository:
        for title in ("first", "second"):
            await asyncio.create_task(repository.add_task(NewTask(title)))
    assert await titles_in(sql) == ["first", "second"]
