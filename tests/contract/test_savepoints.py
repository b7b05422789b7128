"""Promises about savepoints: a part of a transaction that can fail alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from shared.domain import NewTask
from shared.errors import (
    Closed,
    Duplicate,
    TaskNotFound,
    TransactionAborted,
    TransactionRequired,
)
from shared.protocol import Database, Repository
from tests.contract.conftest import Sql


class Undo(Exception):
    """The caller's own reason to undo a savepoint."""


async def titles_in(sql: Sql) -> list[str]:
    """The titles of all tasks that are committed, in the order they were added."""
    return [row["title"] for row in await sql.fetch("SELECT title FROM tasks ORDER BY id")]


async def titles_of(repository: Repository) -> list[str]:
    """The titles of all tasks that the transaction sees."""
    return [task.title for task in await repository.list_tasks()]


async def add(repository: Repository, title: str, external_id: str | None = None) -> None:
    await repository.add_task(NewTask(title, external_id=external_id))


async def add_and_undo(repository: Repository, title: str, reason: BaseException) -> None:
    """Add a task in a savepoint, which then ends with `reason`."""
    async with repository.savepoint():
        await add(repository, title)
        raise reason


async def add_and_swallow_a_duplicate(repository: Repository) -> None:
    """A savepoint that is left cleanly although a statement in it has failed."""
    async with repository.savepoint():
        await add(repository, "inside")
        with suppress(Duplicate):
            await add(repository, "again", external_id="T-1")


async def test_a_savepoint_left_cleanly_keeps_its_work(database: Database, sql: Sql) -> None:
    """Without an exception a savepoint changes nothing: all is committed together."""
    async with database.transaction() as repository:
        await add(repository, "before")
        async with repository.savepoint():
            await add(repository, "inside")
        await add(repository, "after")
    assert await titles_in(sql) == ["before", "inside", "after"]


async def test_an_exception_undoes_the_savepoint_and_nothing_else(
    database: Database, sql: Sql
) -> None:
    """What was done before and after it is committed, what was done inside is not."""
    async with database.transaction() as repository:
        await add(repository, "before")
        with suppress(Undo):
            await add_and_undo(repository, "inside", Undo())
        await add(repository, "after")
    assert await titles_in(sql) == ["before", "after"]


@pytest.mark.parametrize(
    "reason", [Undo("mine"), TimeoutError(), OSError("disk"), TaskNotFound(1), KeyError("x")]
)
async def test_the_exception_goes_on_as_the_same_object(
    repository: Repository, reason: Exception
) -> None:
    """The caller gets its own exception, neither wrapped nor translated."""
    with pytest.raises(type(reason)) as caught:
        await add_and_undo(repository, "inside", reason)
    assert caught.value is reason
    assert await titles_of(repository) == []


async def test_cancellation_undoes_the_savepoint_too(repository: Repository) -> None:
    """CancelledError passes like any exception, and what was done inside is gone."""
    with pytest.raises(asyncio.CancelledError):
        await add_and_undo(repository, "inside", asyncio.CancelledError())
    assert await titles_of(repository) == []


async def test_an_edit_is_undone_with_its_savepoint(repository: Repository) -> None:
    """The task is again what it was before, version included."""
    task = await repository.add_task(NewTask("before"))
    with suppress(Undo):
        async with repository.savepoint():
            _held = await repository.edit_task(task.id, title="inside", done=True)
            raise Undo
    task = await repository.get_task(task.id)
    assert (task.title, task.done, task.version) == ("before", False, 1)


async def test_a_task_can_be_edited_after_an_edit_was_undone(database: Database, sql: Sql) -> None:
    """The version that counts is the one before the savepoint, in memory and in Postgres."""
    async with database.transaction() as repository:
        task = await repository.add_task(NewTask("before"))
        with suppress(Undo):
            async with repository.savepoint():
                _held = await repository.edit_task(task.id, title="inside")
                raise Undo
        await repository.edit_task(task.id, title="after", expected_version=1)
    row = await sql.fetchrow("SELECT title, version FROM tasks")
    assert tuple(row or ()) == ("after", 2)


async def test_a_deletion_is_undone_with_its_savepoint(repository: Repository) -> None:
    """The task is there again and can be read."""
    task = await repository.add_task(NewTask("before"))
    with suppress(Undo):
        async with repository.savepoint():
            await repository.delete_task(task.id)
            raise Undo
    assert (await repository.get_task(task.id)).title == "before"


async def test_the_transaction_can_be_used_after_a_statement_failed_in_a_savepoint(
    database: Database, sql: Sql
) -> None:
    """A Duplicate that was undone with its savepoint neither blocks nor spoils the transaction."""
    async with database.transaction() as repository:
        await add(repository, "before", external_id="T-1")
        with pytest.raises(Duplicate):
            async with repository.savepoint():
                await add(repository, "again", external_id="T-1")
        await add(repository, "after")
    assert await titles_in(sql) == ["before", "after"]


async def test_one_savepoint_after_another_fails_alone(database: Database, sql: Sql) -> None:
    """The pattern of a tolerant import: each row in its own savepoint."""
    async with database.transaction() as repository:
        for title, external_id in [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2"), ("e", "3")]:
            with suppress(Duplicate):
                async with repository.savepoint():
                    await add(repository, title, external_id)
    assert await titles_in(sql) == ["a", "c", "e"]


async def test_a_savepoint_may_be_the_first_thing_in_a_transaction(
    database: Database, sql: Sql
) -> None:
    """Undoing it undoes it, whether or not anything was sent before."""
    async with database.transaction() as repository:
        with suppress(Undo):
            await add_and_undo(repository, "inside", Undo())
        await add(repository, "after")
    assert await titles_in(sql) == ["after"]


async def test_the_innermost_of_three_savepoints_fails_alone(database: Database, sql: Sql) -> None:
    """Savepoints nest: the two around it and the transaction keep their work."""
    async with database.transaction() as repository:
        await add(repository, "transaction")
        async with repository.savepoint():
            await add(repository, "outer")
            async with repository.savepoint():
                await add(repository, "middle")
                with suppress(Undo):
                    await add_and_undo(repository, "inner", Undo())
                await add(repository, "middle again")
            await add(repository, "outer again")
    assert await titles_in(sql) == [
        "transaction",
        "outer",
        "middle",
        "middle again",
        "outer again",
    ]


async def test_a_savepoint_takes_those_inside_it_along(database: Database, sql: Sql) -> None:
    """What an inner savepoint kept is undone all the same when the one around it fails."""
    async with database.transaction() as repository, repository.savepoint():
        await add(repository, "outer")
        with suppress(Undo):
            async with repository.savepoint():
                await add(repository, "middle")
                async with repository.savepoint():
                    await add(repository, "inner")
                raise Undo
        await add(repository, "outer again")
    assert await titles_in(sql) == ["outer", "outer again"]


async def test_a_rollback_takes_a_savepoint_along(database: Database, sql: Sql) -> None:
    """A savepoint that was left cleanly is still a part of its transaction."""
    with suppress(Undo):
        async with database.transaction() as repository:
            async with repository.savepoint():
                await add(repository, "inside")
            raise Undo
    assert await titles_in(sql) == []


async def test_a_failure_swallowed_in_a_savepoint_raises_transaction_aborted(
    repository: Repository,
) -> None:
    """Leaving it cleanly would pretend that its work was kept; the failure is the cause."""
    await add(repository, "before", external_id="T-1")
    with pytest.raises(TransactionAborted) as caught:
        await add_and_swallow_a_duplicate(repository)
    assert isinstance(caught.value.__cause__, Duplicate)


async def test_a_failure_swallowed_in_a_savepoint_spoils_nothing_around_it(
    database: Database, sql: Sql
) -> None:
    """The savepoint is undone, and the transaction goes on and is committed."""
    async with database.transaction() as repository:
        await add(repository, "before", external_id="T-1")
        with suppress(TransactionAborted):
            await add_and_swallow_a_duplicate(repository)
        await add(repository, "after")
    assert await titles_in(sql) == ["before", "after"]


async def test_a_savepoint_does_not_heal_a_failure_from_before_it(
    database: Database, sql: Sql
) -> None:
    """In a transaction that has failed already there is nothing a savepoint could save."""
    with suppress(TransactionAborted):
        async with database.transaction() as repository:
            await add(repository, "before", external_id="T-1")
            with suppress(Duplicate):
                await add(repository, "again", external_id="T-1")
            with pytest.raises(TransactionAborted):
                async with repository.savepoint():
                    await add(repository, "inside")
    assert await titles_in(sql) == []


async def test_what_was_read_in_a_savepoint_stays_readable_after_it_is_undone(
    repository: Repository,
) -> None:
    """The values are those that were read; an undone block does not empty them."""
    project = await repository.add_project("move")
    before = await repository.add_task(NewTask("before", project_id=project.id))
    inside = []
    with suppress(Undo):
        async with repository.savepoint():
            inside.append(await repository.add_task(NewTask("inside", project_id=project.id)))
            read = await repository.get_project(project.id)
            raise Undo
    assert (before.title, before.version, before.due_at) == ("before", 1, None)
    assert (inside[0].title, inside[0].created_at) == ("inside", before.created_at)
    assert (read.name, [task.title for task in read.tasks]) == ("move", ["before", "inside"])


async def test_what_was_read_stays_readable_after_a_statement_failed_in_a_savepoint(
    repository: Repository,
) -> None:
    """So does what was read before the savepoint in which a statement fails."""
    task = await repository.add_task(NewTask("before", external_id="T-1"))
    with suppress(Duplicate):
        async with repository.savepoint():
            inside = await repository.add_task(NewTask("inside"))
            await add(repository, "again", external_id="T-1")
    assert (task.title, task.external_id, task.version) == ("before", "T-1", 1)
    assert (inside.title, inside.external_id, inside.version) == ("inside", None, 1)


async def test_a_savepoint_in_autocommit_raises_transaction_required(
    autocommit: Repository, sql: Sql
) -> None:
    """Without a transaction there is nothing to be a part of; the block stays usable."""
    with pytest.raises(TransactionRequired):
        async with autocommit.savepoint():
            await add(autocommit, "inside")
    await add(autocommit, "after")
    assert await titles_in(sql) == ["after"]


async def test_a_savepoint_after_its_block_raises_closed(database: Database) -> None:
    """A repository that is kept too long begins nothing."""
    async with database.transaction() as repository:
        pass
    with pytest.raises(Closed):
        async with repository.savepoint():
            pass


async def nest_a_duplicate(repository: Repository, seen: list[Duplicate]) -> None:
    """Fail in the inner of two savepoints, and note what comes out of each."""
    await add(repository, "before", external_id="T-1")
    try:
        async with repository.savepoint():
            try:
                async with repository.savepoint():
                    await add(repository, "again", external_id="T-1")
            except Duplicate as error:
                seen.append(error)
                raise
    except Duplicate as error:
        seen.append(error)
        raise


async def test_an_error_leaves_savepoints_and_block_as_one_object(
    database: Database, sql: Sql
) -> None:
    """What the failed statement raised is what comes out of each savepoint and of the block."""
    seen: list[Duplicate] = []
    with pytest.raises(Duplicate) as caught:
        async with database.transaction() as repository:
            await nest_a_duplicate(repository, seen)
    assert seen == [caught.value, caught.value]
    assert await titles_in(sql) == []


@pytest.mark.parametrize("reads_on", [False, True])
async def test_a_stream_that_began_in_a_savepoint_ends_when_that_is_undone(
    database: Database, sql: Sql, reads_on: bool
) -> None:
    """Its cursor is gone: who reads on is told, and the transaction is none the worse."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 1001) AS n")
    async with database.transaction() as repository:
        await add(repository, "before")
        with suppress(Undo):
            async with repository.savepoint():
                stream = aiter(repository.stream_tasks())
                await anext(stream)
                raise Undo
        if reads_on:
            with pytest.raises(Closed, match="savepoint"):
                await anext(stream)
        await add(repository, "after")
    assert (await titles_in(sql))[1_001:] == ["before", "after"]


async def test_a_stream_that_began_before_a_savepoint_outlives_it(
    database: Database, sql: Sql
) -> None:
    """What is undone in between does not end it."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 1001) AS n")
    async with database.transaction() as repository:
        stream = aiter(repository.stream_tasks())
        first = await anext(stream)
        with suppress(Undo):
            async with repository.savepoint():
                raise Undo
        assert [first, *[task async for task in stream]][-1].title == "1001"
