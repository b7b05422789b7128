"""T5, T6 and T7: Postgres ends a session at work, in a transaction that rests, and in the pool."""

from __future__ import annotations

import asyncio

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.contract.conftest import Sql
from tests.contract.obstacles import (
    DEADLINE,
    locked_tasks,
    sessions_of,
    terminate_sessions,
    until,
    until_blocked,
)
from workbook.wire import Observer

POOL_SIZE = 3


class Mine(Exception):
    """What the caller raises."""


async def fill_pool(database: Database) -> None:
    """Open as many connections as the pool may have."""
    together = asyncio.Barrier(POOL_SIZE)

    async def use() -> None:
        async with database.transaction() as repository:
            await repository.count_tasks()
            await together.wait()

    async with asyncio.timeout(DEADLINE):
        await asyncio.gather(*(use() for _ in range(POOL_SIZE)))
    assert database.pool_status().open == POOL_SIZE


async def use_in_turn(database: Database, times: int) -> None:
    """A block each time; none of them may fail."""
    for _ in range(times):
        async with database.transaction() as repository:
            await repository.count_tasks()


async def test_t05_killed_in_a_statement_the_transaction_is_rolled_back(
    database: Database, sql: Sql, application_name: str
) -> None:
    """The statement raises ConnectionLost; what came before it is gone; another session serves."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('old') RETURNING id")

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            await repository.edit_task(task_id, title="edited")

    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        waiting = asyncio.create_task(work())
        await until_blocked(sql)
        killed = await sessions_of(sql, application_name)
        await terminate_sessions(sql, application_name)
        with pytest.raises(ConnectionLost) as caught:
            await waiting
    assert caught.value.retryable
    await use_in_turn(database, POOL_SIZE + 1)
    assert not killed & await sessions_of(sql, application_name)
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == ["old"]


@pytest.mark.parametrize("ending", ["next call", "commit", "error of the caller"])
async def test_t06_killed_between_two_calls_the_session_is_never_handed_out_again(
    database: Database, observer: Observer, sql: Sql, application_name: str, ending: str
) -> None:
    """COMMIT is not even sent, so it is no unknown outcome; every block after it works."""

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            await terminate_sessions(sql, application_name)
            await until_noticed(observer, sql)
            if ending == "next call":
                await repository.count_tasks()
            if ending == "error of the caller":
                raise Mine

    with pytest.raises(Mine if ending == "error of the caller" else ConnectionLost):
        await work()
    await use_in_turn(database, POOL_SIZE + 1)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_t06_killed_between_two_calls_the_whole_unit_may_be_run_again(
    database: Database, sql: Sql, application_name: str
) -> None:
    """The next call raises ConnectionLost, which is retryable; the work is done once."""
    tries = 0

    async def work(repository: Repository) -> None:
        nonlocal tries
        tries += 1
        await repository.add_task(NewTask("once"))
        if tries == 1:
            await terminate_sessions(sql, application_name)
        await repository.count_tasks()

    await in_transaction(database, work)
    assert tries == 2
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


async def test_t07_killed_in_the_pool_a_unit_of_work_that_may_be_tried_again_notices_nothing(
    database: Database, observer: Observer, sql: Sql, application_name: str
) -> None:
    """However many sessions have ended: one more try, and one new connection."""
    await fill_pool(database)
    await terminate_sessions(sql, application_name)
    observer.restart()
    await in_transaction(database, lambda it: it.add_task(NewTask("once")), attempts=2)
    assert observer.recording.connections == 1
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


async def test_t07_killed_in_the_pool_nobody_notices(
    database: Database, observer: Observer, sql: Sql, application_name: str
) -> None:
    """The first block after it works without a second try, on a new connection."""
    await fill_pool(database)
    await terminate_sessions(sql, application_name)
    await until_noticed(observer, sql)
    observer.restart()
    await use_in_turn(database, 1)
    assert observer.recording.connections == 1


async def until_noticed(observer: Observer, sql: Sql) -> None:
    """Return when every client has had the chance to read that its session has ended."""

    async def closed() -> bool:
        return not observer.carried

    await until(closed)
    await sql.execute("SELECT 1")
    await sql.execute("SELECT 1")
