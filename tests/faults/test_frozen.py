"""T8: the network carries nothing and closes nothing; whoever has a deadline is back in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, OutcomeUnknown, StatementTimeout
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, until
from tests.faults.conftest import POOL_SIZE
from tests.faults.injectors import until_said
from tests.left_open import OPEN_CURSOR
from workbook.wire import Observer

LIMIT = 0.3
GRACE = 1.0
"""Seconds after the deadline by which a block has ended, rolling back and giving back included."""

STREAMED = 2_500
"""Tasks of a stream: more than are fetched at a time."""


class Late(Exception):
    """The block was still waiting when its time was up."""


class Mine(Exception):
    """What the caller raises."""


Work = Callable[[Database, Observer], Awaitable[object]]


async def begin(database: Database, observer: Observer) -> None:
    observer.freeze()
    async with database.transaction() as repository:
        await repository.count_tasks()


async def statement(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("lost"))
        observer.freeze()
        await repository.count_tasks()


async def autocommit(database: Database, observer: Observer) -> None:
    async with database.autocommit() as repository:
        observer.freeze()
        await repository.count_tasks()


async def bulk_in_autocommit(database: Database, observer: Observer) -> None:
    async with database.autocommit() as repository:
        observer.freeze()
        await repository.add_tasks([NewTask("lost")])


async def stream_in_autocommit(database: Database, observer: Observer) -> None:
    async with database.autocommit() as repository:
        observer.freeze()
        await anext(aiter(repository.stream_tasks()))


async def copy(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("lost"))
        observer.freeze()
        await repository.load_tasks([NewTask("lost")])


async def stream(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        async for _ in repository.stream_tasks():
            observer.freeze()


async def savepoint(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("lost"))
        observer.freeze()
        async with repository.savepoint():
            await repository.count_tasks()


async def commit(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("lost"))
        observer.freeze()


async def rollback(database: Database, observer: Observer) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("lost"))
        observer.freeze()
        raise Mine


WORK: dict[str, Work] = {
    work.__name__: work
    for work in (
        *(begin, statement, autocommit, bulk_in_autocommit, stream_in_autocommit),
        *(copy, stream, savepoint, commit, rollback),
    )
}


async def in_time(observer: Observer, work: Awaitable[object]) -> BaseException | None:
    """How the work has ended by the deadline and its grace. Raises Late if it has not."""
    running = asyncio.ensure_future(work)
    await asyncio.wait([running], timeout=LIMIT + GRACE)
    late = not running.done()
    observer.cut()
    observer.thaw()
    [outcome] = await asyncio.wait_for(
        asyncio.gather(running, return_exceptions=True), timeout=DEADLINE
    )
    if late:
        raise Late
    assert outcome is None or isinstance(outcome, BaseException)
    return outcome


async def prepare(database: Database, sql: Sql) -> None:
    """A warm pool, and as many tasks as a stream needs."""
    rows = "SELECT 'old' FROM generate_series(1, $1::int)"
    await sql.execute(f"INSERT INTO tasks (title) {rows}", STREAMED)
    async with database.transaction() as repository:
        await repository.count_tasks()


async def assert_as_before(database: Database, sql: Sql) -> None:
    """Nothing was written, and the next block works at the first try."""
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE title <> 'old'") == 0
    async with database.transaction() as repository:
        assert await repository.count_tasks() == STREAMED


@pytest.mark.filterwarnings(OPEN_CURSOR)
@pytest.mark.parametrize("where", WORK)
async def test_t08_frozen_anywhere_the_limit_of_the_settings_ends_the_block(
    open_database: Open, observer: Observer, sql: Sql, where: str
) -> None:
    """The server cannot tell that the statement took too long; the client has to notice."""
    async with open_database(statement_timeout=LIMIT) as database:
        await prepare(database, sql)
        outcome = await in_time(observer, WORK[where](database, observer))
        await assert_as_before(database, sql)
    expected = {
        "commit": OutcomeUnknown,
        "bulk_in_autocommit": OutcomeUnknown,
        "rollback": Mine,
    }
    assert isinstance(outcome, expected.get(where, (StatementTimeout, ConnectionLost)))


@pytest.mark.filterwarnings(OPEN_CURSOR)
@pytest.mark.parametrize("where", WORK)
async def test_t08_frozen_anywhere_the_deadline_of_the_caller_ends_the_block(
    open_database: Open, observer: Observer, sql: Sql, where: str
) -> None:
    """`asyncio.timeout` raises in time; the connection is let go of and the next block works."""

    async def work(database: Database) -> None:
        async with asyncio.timeout(LIMIT):
            await WORK[where](database, observer)

    async with open_database() as database:
        await prepare(database, sql)
        outcome = await in_time(observer, work(database))
        await assert_as_before(database, sql)
    assert isinstance(outcome, TimeoutError)


async def test_frozen_a_database_is_closed_in_time(
    open_database: Open, observer: Observer, sql: Sql
) -> None:
    """Connections that lie in the pool are let go of, though no farewell gets through."""
    together = asyncio.Barrier(POOL_SIZE)

    async def use(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.count_tasks()
            await together.wait()

    async with asyncio.timeout(LIMIT + GRACE):
        async with open_database(close_timeout=LIMIT) as database:
            await asyncio.gather(*(use(database) for _ in range(POOL_SIZE)))
            observer.freeze()
    observer.thaw()

    async def carries_nothing() -> bool:
        return not observer.carried

    await until(carries_nothing)
    assert database is not None  # kept until here: no collector has closed them


async def test_frozen_a_database_in_use_is_closed_in_time(
    open_database: Open, observer: Observer
) -> None:
    """Who waits for an answer is told that there will be none."""

    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            observer.freeze()
            waiting.set()
            await repository.count_tasks()

    waiting = asyncio.Event()
    async with asyncio.timeout(2 * LIMIT + GRACE):
        async with open_database(close_timeout=LIMIT) as database:
            working = asyncio.create_task(work(database))
            await waiting.wait()
        with pytest.raises(ConnectionLost):
            await working
    observer.thaw()


@pytest.mark.filterwarnings(OPEN_CURSOR)
@pytest.mark.parametrize("where", WORK)
async def test_t02_cancelled_when_the_connection_has_just_broken_it_is_cancelled(
    open_database: Open, observer: Observer, sql: Sql, where: str
) -> None:
    """Tidying up finds the line cut, whatever the library says of it: CancelledError it is."""
    async with open_database() as database:
        await prepare(database, sql)
        working = asyncio.ensure_future(WORK[where](database, observer))
        await until_said(observer)
        observer.cut()
        await asyncio.sleep(0)
        working.cancel()
        [outcome] = await asyncio.wait_for(
            asyncio.gather(working, return_exceptions=True), timeout=DEADLINE
        )
        observer.thaw()
        await assert_as_before(database, sql)
    assert isinstance(outcome, asyncio.CancelledError)
