"""Promises about `autocommit()`: every call commits by itself, and still happens as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import ConcurrentUse, Duplicate, MissingReference, TaskNotFound
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql

NOBODY = 2**63 - 1
"""An id that no row has."""

Call = Callable[[Repository], Awaitable[object]]

WRITES: Mapping[str, Call] = {
    "add_task": lambda repository: repository.add_task(NewTask("new")),
    "add_tasks": lambda repository: repository.add_tasks([NewTask("new")]),
    "load_tasks": lambda repository: repository.load_tasks([NewTask("new")]),
    "import_tasks": lambda repository: repository.import_tasks([NewTask("new", external_id="9")]),
}
"""Calls that store one task, "new"."""

MANY = [NewTask(f"{number}", external_id=f"{number}") for number in range(1_100)]
ASTRAY = NewTask("astray", project_id=NOBODY, external_id="astray")
FAILURES: Mapping[str, Call] = {
    "add_tasks": lambda repository: repository.add_tasks([*MANY, ASTRAY]),
    "load_tasks": lambda repository: repository.load_tasks([*MANY, ASTRAY]),
    "import_tasks": lambda repository: repository.import_tasks([*MANY, ASTRAY]),
}
"""Bulk writes of more than a thousand tasks, of which the last is refused."""

OTHERS: Mapping[str, Call] = {
    "get_task": lambda repository: repository.get_task(NOBODY),
    "list_tasks": lambda repository: repository.list_tasks(),
    "add_task": lambda repository: repository.add_task(NewTask("x")),
    "load_tasks": lambda repository: repository.load_tasks([NewTask("x")]),
    "complete_tasks": lambda repository: repository.complete_tasks(TaskFilter()),
    "list_projects": lambda repository: repository.list_projects(),
    "stream_tasks": lambda repository: anext(repository.stream_tasks()),
}
"""Some of the calls that a stream has no time for."""


class Undo(Exception):
    """The caller's own reason to leave a block."""


async def titles_in(sql: Sql) -> list[str]:
    """The titles of all tasks that are committed, in the order they were added."""
    return [row["title"] for row in await sql.fetch("SELECT title FROM tasks ORDER BY id")]


@pytest.mark.parametrize("write", WRITES)
async def test_a_write_is_committed_when_its_call_returns(
    autocommit: Repository, sql: Sql, write: str
) -> None:
    """Inside the block already, others see it."""
    await WRITES[write](autocommit)
    assert await titles_in(sql) == ["new"]


async def test_every_change_is_committed_when_its_call_returns(
    autocommit: Repository, sql: Sql
) -> None:
    """Editing, completing, claiming and deleting are no different from adding."""
    edited, claimed, deleted = [await autocommit.add_task(NewTask(title)) for title in "abc"]
    await autocommit.edit_task(edited.id, title="edited", assignee="Ann")
    await autocommit.claim_task("Bob")
    await autocommit.delete_task(deleted.id)
    await autocommit.complete_tasks(TaskFilter(assignee="Ann"))
    rows = await sql.fetch("SELECT id, title, done, assignee FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (edited.id, "edited", True, "Ann"),
        (claimed.id, "b", False, "Bob"),
    ]


async def test_projects_are_committed_when_their_call_returns(
    autocommit: Repository, sql: Sql
) -> None:
    """One project stays, the other is deleted, and others see that at once."""
    await autocommit.add_project("kept")
    await autocommit.delete_project((await autocommit.add_project("deleted")).id)
    assert [row["name"] for row in await sql.fetch("SELECT name FROM projects")] == ["kept"]


@pytest.mark.parametrize("reason", [Undo("mine"), TimeoutError("mine"), OSError("disk")])
async def test_an_exception_leaves_the_block_unchanged_and_undoes_nothing(
    database: Database, sql: Sql, reason: Exception
) -> None:
    """There is nothing to roll back; the caller gets the very object that was raised."""

    async def work() -> None:
        async with database.autocommit() as repository:
            await repository.add_task(NewTask("kept"))
            raise reason

    with pytest.raises(type(reason)) as caught:
        await work()
    assert caught.value is reason
    assert await titles_in(sql) == ["kept"]


async def test_a_failed_statement_leaves_the_block_usable(database: Database, sql: Sql) -> None:
    """It fails alone: what follows works, and leaving the block is no error."""
    async with database.autocommit() as repository:
        await repository.add_task(NewTask("before", external_id="T-1"))
        with pytest.raises(Duplicate):
            await repository.add_task(NewTask("again", external_id="T-1"))
        with pytest.raises(TaskNotFound):
            await repository.get_task(NOBODY)
        await repository.add_task(NewTask("after"))
    assert await titles_in(sql) == ["before", "after"]


async def test_each_statement_sees_what_others_have_committed_before_it(
    autocommit: Repository, sql: Sql
) -> None:
    """A block is no snapshot: the same question gets the answer of now."""
    task = await autocommit.add_task(NewTask("old"))
    _held = await autocommit.get_task(task.id)  # an identity map forgets what nobody holds
    await sql.execute("UPDATE tasks SET title = 'new'")
    assert (await autocommit.get_task(task.id)).title == "new"


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_bulk_write_that_fails_leaves_nothing(
    autocommit: Repository, sql: Sql, failure: str
) -> None:
    """However many statements it takes, it happens as a whole: not even the first row stays."""
    with pytest.raises(MissingReference):
        await FAILURES[failure](autocommit)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@pytest.mark.parametrize("failure", FAILURES)
async def test_after_a_bulk_write_that_failed_every_statement_commits_by_itself_again(
    autocommit: Repository, sql: Sql, failure: str
) -> None:
    """The transaction that the method made for itself has ended with it."""
    with suppress(MissingReference):
        await FAILURES[failure](autocommit)
    await autocommit.add_task(NewTask("after"))
    assert await titles_in(sql) == ["after"]


@pytest.mark.parametrize("write", WRITES)
async def test_after_a_bulk_write_every_statement_commits_by_itself_again(
    autocommit: Repository, sql: Sql, write: str
) -> None:
    """So it has where the method succeeded."""
    await WRITES[write](autocommit)
    await autocommit.add_project("after")
    assert await sql.fetchval("SELECT count(*) FROM projects") == 1


async def test_a_block_in_which_nothing_is_asked_is_no_error(database: Database) -> None:
    """Entering and leaving is all there is to it."""
    async with database.autocommit():
        pass


async def test_the_two_scopes_leave_no_trace_on_their_connection(
    open_database: Open, sql: Sql
) -> None:
    """On one connection, a block is what it is, whatever the one before it was."""
    async with open_database(pool_size=1) as database:
        for number in range(2):
            async with database.autocommit() as repository:
                await repository.add_task(NewTask(f"kept {number}"))
                await repository.add_tasks([NewTask(f"kept too {number}")])
            with suppress(Undo):
                async with database.transaction() as repository:
                    await repository.add_task(NewTask("undone"))
                    raise Undo
    assert await titles_in(sql) == ["kept 0", "kept too 0", "kept 1", "kept too 1"]


# Streams


async def open_stream(repository: Repository) -> Any:
    """A stream of three tasks, of which the first was read."""
    await repository.add_tasks([NewTask(title) for title in "abc"])
    tasks = repository.stream_tasks()
    assert (await anext(tasks)).title == "a"
    return tasks


@pytest.mark.parametrize("other", OTHERS)
async def test_while_a_stream_is_open_any_other_call_raises_concurrent_use(
    autocommit: Repository, sql: Sql, other: str
) -> None:
    """The stream has the connection to itself, and goes on undisturbed."""
    tasks = await open_stream(autocommit)
    with pytest.raises(ConcurrentUse):
        await OTHERS[other](autocommit)
    assert [task.title async for task in tasks] == ["b", "c"]
    assert await titles_in(sql) == ["a", "b", "c"]


async def test_after_the_end_of_a_stream_other_calls_are_served(autocommit: Repository) -> None:
    """Read to its end, a stream is over."""
    tasks = await open_stream(autocommit)
    assert [task.title async for task in tasks] == ["b", "c"]
    assert await autocommit.count_tasks() == 3


async def test_after_a_stream_was_closed_every_statement_commits_by_itself_again(
    autocommit: Repository, sql: Sql
) -> None:
    """Whatever transaction the stream was read in, it is over."""
    async with aclosing(await open_stream(autocommit)):
        pass
    await autocommit.add_task(NewTask("d"))
    assert await titles_in(sql) == ["a", "b", "c", "d"]
