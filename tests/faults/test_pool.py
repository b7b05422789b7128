"""Faults of the pool: nobody waits longer than agreed, and who gives up takes no connection along.

That the pool has its whole capacity again, and Postgres no session too many, is seen afterwards by
the check that follows every test here.
"""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from shared.domain import NewTask
from shared.errors import PoolExhausted
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Scope, Sql
from tests.contract.obstacles import DEADLINE, sessions_of, until
from tests.faults.conftest import POOL_SIZE
from tests.faults.health import assert_healthy
from workbook.suspensions import cancel_at
from workbook.wire import Observer

SCOPES = ["transaction", "autocommit"]
ACQUIRE_TIMEOUT = 1.0
TOLERANCE = 0.2
WAITERS = 5
STORM = 200
SUSPENSIONS = 20  # more than a unit of two calls has: some are not cancelled
SEEDS = [1, 2, 3]


@asynccontextmanager
async def all_taken(database: Database) -> AsyncIterator[Repository]:
    """In this block every connection of the pool is in use; one of the repositories."""
    async with AsyncExitStack() as stack:
        for _ in range(database.pool_status().limit):
            repository = await stack.enter_async_context(database.transaction())
            await repository.count_tasks()
        yield repository


async def count(block: Scope) -> int:
    """Use the database once, in a block of its own."""
    async with block() as repository:
        return await repository.count_tasks()


async def wait_in_vain(block: Scope) -> None:
    """For a block, which the pool has no connection for."""
    with pytest.raises(PoolExhausted):
        await count(block)


async def seconds_of(work: Awaitable[object]) -> float:
    """How long it takes."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await work
    return loop.time() - begin


async def outcomes_of(*work: Awaitable[object]) -> list[object]:
    """What each has given or raised, within the deadline."""
    async with asyncio.timeout(DEADLINE):
        return await asyncio.gather(*work, return_exceptions=True)


@pytest.mark.parametrize("kind", SCOPES)
async def test_an_exhausted_pool_is_told_within_a_fifth_of_the_limit(
    open_database: Open, sql: Sql, application_name: str, kind: str
) -> None:
    """Five wait in vain, none for less than four fifths of the time agreed, nor much longer.

    A plain sleep beside them takes the time agreed, and what a busy machine adds to it.
    """
    async with open_database(acquire_timeout=ACQUIRE_TIMEOUT) as database:
        block: Scope = getattr(database, kind)
        async with asyncio.timeout(DEADLINE), all_taken(database):
            waits = [seconds_of(wait_in_vain(block)) for _ in range(WAITERS)]
            sleep = seconds_of(asyncio.sleep(ACQUIRE_TIMEOUT))
            agreed, *seconds = await asyncio.gather(sleep, *waits)
        await assert_healthy(database, sql, application_name)
    assert min(seconds) >= ACQUIRE_TIMEOUT * (1 - TOLERANCE)
    assert max(seconds) <= agreed + ACQUIRE_TIMEOUT * TOLERANCE


@pytest.mark.parametrize("kind", SCOPES)
async def test_cancelling_all_who_wait_leaves_the_whole_capacity(
    database: Database, kind: str
) -> None:
    """Five of five end in CancelledError, and take none of the connections that come back."""
    block: Scope = getattr(database, kind)
    async with asyncio.timeout(DEADLINE), all_taken(database) as holder:
        waiting = [asyncio.create_task(count(block)) for _ in range(WAITERS)]
        await holder.count_tasks()
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        outcomes = await outcomes_of(*waiting)
        assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * WAITERS
        assert database.pool_status().in_use == POOL_SIZE


@pytest.mark.parametrize("kind", SCOPES)
async def test_cancelling_who_is_just_given_a_connection_loses_none(
    database: Database, kind: str
) -> None:
    """Given back and cancelled in the same moment: whoever has the connection, it is not lost."""
    block: Scope = getattr(database, kind)
    async with asyncio.timeout(DEADLINE):
        async with all_taken(database) as holder:
            waiting = [asyncio.create_task(count(block)) for _ in range(WAITERS)]
            await holder.count_tasks()
        for task in waiting:
            task.cancel()
        outcomes = await outcomes_of(*waiting)
    assert {type(outcome) for outcome in outcomes} <= {int, asyncio.CancelledError}


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_storm_of_cancellations_leaves_nothing_in_use(
    database: Database, sql: Sql, seed: int
) -> None:
    """200 units at once, most cancelled somewhere: each has written both of its rows or neither."""
    chance = random.Random(seed)

    async def work(key: int) -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask(f"{key}"))
            await repository.add_task(NewTask(f"{key}"))

    async def nothing_in_use() -> bool:
        return database.pool_status().in_use == 0

    cancelled = await outcomes_of(
        *(cancel_at(chance.randint(1, SUSPENSIONS), work(key)) for key in range(STORM))
    )
    assert set(cancelled) == {True, None}
    await until(nothing_in_use)
    statement = "SELECT title::int, count(*) FROM tasks GROUP BY title"
    written = {row["title"]: row["count"] for row in await sql.fetch(statement)}
    assert set(written.values()) == {2}
    assert {key for key, outcome in enumerate(cancelled) if outcome is None} <= written.keys()


@pytest.mark.parametrize("kind", SCOPES)
async def test_cancelled_while_it_connects_it_leaves_no_session(
    database: Database, observer: Observer, sql: Sql, application_name: str, kind: str
) -> None:
    """The server is deaf to a new connection: who gives up waiting for it ends it for good.

    psycopg closes its socket with the last reference to the attempt: the task is forgotten first.
    """
    block: Scope = getattr(database, kind)
    async with asyncio.timeout(DEADLINE), database.transaction() as holder:
        await holder.count_tasks()
        observer.freeze()
        connecting = asyncio.create_task(count(block))
        await until(lambda: has_links(observer, 2))
        connecting.cancel()
        await asyncio.wait([connecting])
        assert connecting.cancelled()
        del connecting
        gc.collect()
        observer.thaw()
        await until(lambda: has_links(observer, 1))
        await until(lambda: has_one_session(sql, application_name))


async def has_one_session(sql: Sql, application_name: str) -> bool:
    """Whether Postgres has the session of the one that holds a connection, and no other."""
    return len(await sessions_of(sql, application_name)) == 1


async def has_links(observer: Observer, number: int) -> bool:
    """Whether so many connections go through the observer."""
    return observer.carried == number
