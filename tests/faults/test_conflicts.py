"""T9, T10 and T12: two who want the same. No change is lost."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Unpack

import asyncpg
import pytest

from shared.domain import Isolation, NewTask, TaskChanges, TaskFilter
from shared.errors import Deadlock, RepositoryError, SerializationFailure, StaleTask
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, server_default


async def store(sql: Sql, title: str) -> int:
    """An open task, written by plain SQL; its id."""
    task_id: int = await sql.fetchval("INSERT INTO tasks (title) VALUES ($1) RETURNING id", title)
    return task_id


class Meeting:
    """Where each of two waits for the other, in its first try only."""

    def __init__(self) -> None:
        self.tries: list[str] = []
        self.errors: list[type[RepositoryError]] = []
        self._barrier = asyncio.Barrier(2)

    async def wait(self, name: str) -> None:
        """Return when both are here, or at once in a later try."""
        self.tries.append(name)
        if self.tries.count(name) == 1:
            await self._barrier.wait()


async def test_t09_after_a_deadlock_the_second_try_wins_and_both_are_done_once(
    open_database: Open, sql: Sql
) -> None:
    """One of two is ended by Postgres and runs its whole unit again; no effect is there twice."""
    ids = [await store(sql, ""), await store(sql, "")]
    meeting = Meeting()

    async def edit_both(
        database: Database, order: list[int], **changes: Unpack[TaskChanges]
    ) -> None:
        async def work(repository: Repository) -> None:
            await repository.edit_task(order[0], **changes)
            await meeting.wait(str(order))
            try:
                await repository.edit_task(order[1], **changes)
            except RepositoryError as error:
                meeting.errors.append(type(error))
                raise

        await in_transaction(database, work)

    async with AsyncExitStack() as stack:
        with suppress(asyncpg.InsufficientPrivilegeError):  # then it takes a second
            await stack.enter_async_context(server_default(sql, "deadlock_timeout", "10ms"))
        database = await stack.enter_async_context(open_database())
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(
                edit_both(database, ids, title="edited"),
                edit_both(database, ids[::-1], assignee="Ann"),
            )
    assert meeting.errors == [Deadlock]
    assert len(meeting.tries) == 3
    rows = await sql.fetch("SELECT title, assignee, version FROM tasks")
    assert [tuple(row) for row in rows] == [("edited", "Ann", 3)] * 2


async def test_t10_after_write_skew_the_whole_unit_is_run_again(
    database: Database, sql: Sql
) -> None:
    """Two may each take a day off if one stays; the second try reads that the other has gone."""
    for name in ("Ann", "Bob"):
        await store(sql, name)
    meeting = Meeting()
    read: list[int] = []

    async def leave(repository: Repository, name: str) -> None:
        there = await repository.list_tasks(TaskFilter(done=False))
        read.append(len(there))
        await meeting.wait(name)
        if len(there) == 2:
            await repository.edit_task(next(t.id for t in there if t.title == name), done=True)

    async def try_to_leave(name: str) -> None:
        await in_transaction(database, lambda it: leave(it, name), isolation=Isolation.SERIALIZABLE)

    async with asyncio.timeout(DEADLINE):
        await asyncio.gather(try_to_leave("Ann"), try_to_leave("Bob"))
    assert read == [2, 2, 1]
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE NOT done") == 1


async def test_t10_write_skew_without_another_try_raises_serialization_failure(
    database: Database, sql: Sql
) -> None:
    """Exactly one of two transactions that each read what the other writes is refused."""
    meeting = Meeting()

    async def work(name: str) -> None:
        async with database.transaction(isolation=Isolation.SERIALIZABLE) as repository:
            await repository.count_tasks()
            await meeting.wait(name)
            await repository.add_task(NewTask(name))

    async with asyncio.timeout(DEADLINE):
        outcomes = await asyncio.gather(work("Ann"), work("Bob"), return_exceptions=True)
    [error] = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(error, SerializationFailure)
    assert error.retryable
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_t12_of_two_who_read_the_same_version_the_first_write_is_kept(
    database: Database, sql: Sql, scope: str
) -> None:
    """The second is told that the task has moved on; the version has risen by exactly one."""
    task_id = await store(sql, "old")
    read = asyncio.Barrier(2)

    async def edit(title: str) -> None:
        async with getattr(database, scope)() as repository:
            task = await repository.get_task(task_id)
            await read.wait()
            await repository.edit_task(task_id, expected_version=task.version, title=title)

    async with asyncio.timeout(DEADLINE):
        outcomes = await asyncio.gather(edit("Ann"), edit("Bob"), return_exceptions=True)
    [error] = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(error, StaleTask)
    assert not error.retryable
    winner = ("Ann", "Bob")[outcomes.index(None)]
    row = await sql.fetchrow("SELECT title, version FROM tasks")
    assert tuple(row or ()) == (winner, 2)
