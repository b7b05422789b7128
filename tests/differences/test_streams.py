"""How a stream is read, and what it leaves behind when its savepoint is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncResult
from sqlalchemy.util import greenlet_spawn

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from tests.left_open import OPEN_CURSOR
from variants.sqlalchemy_core.mapping import tasks
from workbook.wire import Observer

ROWS, BATCH, MOST_TRIPS = 1_000, 100, 30
NUMBERS = f"SELECT generate_series(1, {ROWS})"
MANY = "SELECT generate_series(1, 100000)"
AFTERWARDS = {"asyncpg": (1, []), "psycopg": (0, ["Error closing cursor"])}
"""By the driver: how many rows are stored, and what was logged."""

Reader = Callable[["AsyncResult[Any]"], Awaitable[int]]
"""Reads a result to its end, and tells how many rows there were."""


async def by_loop(result: AsyncResult[Any]) -> int:
    return len([row async for row in result])


async def by_fetchmany(result: AsyncResult[Any]) -> int:
    rows = 0
    while batch := await result.fetchmany():
        rows += len(batch)
    return rows


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often reading a result has entered a greenlet, so far: under "greenlets"."""
    counter: Counter[str] = Counter()

    def counting(*arguments: Any, **options: Any) -> Awaitable[Any]:
        counter["greenlets"] += 1
        return greenlet_spawn(*arguments, **options)

    monkeypatch.setattr("sqlalchemy.ext.asyncio.result.greenlet_spawn", counting)
    return counter


async def stream(connection: AsyncConnection, read: Reader) -> None:
    """Read a thousand rows in batches of a hundred."""
    numbers = select(func.generate_series(1, ROWS)).execution_options(yield_per=BATCH)
    assert await read(await connection.stream(numbers)) == ROWS


@pytest.mark.parametrize(("read", "greenlets"), [(by_loop, 1_001), (by_fetchmany, 11)])
async def test_a_loop_over_a_stream_enters_a_greenlet_for_each_row(
    engines: Engines, driver: Driver, entered: Counter[str], read: Reader, greenlets: int
) -> None:
    """And fetchmany one for each batch; once more for the end."""
    async with engines(driver).connect() as connection:
        await stream(connection, read)
    assert entered["greenlets"] == greenlets


@pytest.mark.parametrize("read", [by_loop, by_fetchmany])
async def test_either_way_the_rows_come_in_batches(
    engines: Engines, driver: Driver, observer: Observer, read: Reader
) -> None:
    """The server is asked some twenty times, and not a thousand."""
    async with engines(driver).connect() as connection:
        await stream(connection, read)
        observer.restart()
        await stream(connection, read)
    assert 10 <= observer.recording.round_trips <= MOST_TRIPS


async def by_asyncpgs_loop(sql: Sql) -> int:
    return len([row async for row in sql.cursor(NUMBERS, prefetch=BATCH)])


async def by_fetch(sql: Sql) -> int:
    cursor = await sql.cursor(NUMBERS)
    rows = 0
    while batch := await cursor.fetch(BATCH):
        rows += len(batch)
    return rows


@pytest.mark.parametrize("read", [by_asyncpgs_loop, by_fetch])
async def test_asyncpgs_cursor_gives_rows_or_batches(
    by_asyncpg: Sql, observer: Observer, read: Callable[[Sql], Awaitable[int]]
) -> None:
    """Either way it asks for the next hundred when those that it has are used up."""
    observer.restart()
    async with by_asyncpg.transaction():
        assert await read(by_asyncpg) == ROWS
    assert 10 <= observer.recording.round_trips <= MOST_TRIPS


async def first_by_loop(sql: Sql) -> None:
    await anext(aiter(sql.cursor(NUMBERS, prefetch=BATCH)))


async def first_by_fetch(sql: Sql) -> None:
    await (await sql.cursor(NUMBERS)).fetch(BATCH)


@pytest.mark.parametrize(("read", "trips"), [(first_by_loop, 1), (first_by_fetch, 2)])
async def test_asyncpg_binds_a_cursor_that_is_no_loop_in_a_round_trip_of_its_own(
    by_asyncpg: Sql, observer: Observer, read: Callable[[Sql], Awaitable[None]], trips: int
) -> None:
    """The loop binds it and asks for the first batch at once."""
    async with by_asyncpg.transaction():
        await read(by_asyncpg)
        observer.restart()
        await read(by_asyncpg)
        assert observer.recording.round_trips == trips


@pytest.mark.filterwarnings(OPEN_CURSOR)
async def test_closing_a_stream_after_its_savepoint(
    sql: Sql, engines: Engines, driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    """On psycopg the block ends without an exception, an error was logged, and no row is stored."""
    async with engines(driver).begin() as connection:
        await connection.execute(insert(tasks).values(title="before the savepoint"))
        savepoint = await connection.begin_nested()
        stream = await connection.stream(text(MANY))
        assert await anext(stream) == (1,)
        await savepoint.rollback()
        await stream.close()
    stored = await sql.fetchval("SELECT count(*) FROM tasks")
    logged = [record.getMessage() for record in caplog.records]
    assert (stored, logged) == AFTERWARDS[driver]


async def test_psycopg_tells_who_closes_a_cursor_after_its_savepoint(
    by_psycopg: psycopg.AsyncConnection[Any],
) -> None:
    """By itself it raises; the transaction is aborted all the same."""
    cursor = by_psycopg.cursor("stream")
    async with by_psycopg.transaction(force_rollback=True):
        await by_psycopg.execute("SAVEPOINT mark")
        await cursor.execute(MANY.encode())
        await by_psycopg.execute("ROLLBACK TO mark")
        with pytest.raises(psycopg.errors.InvalidCursorName):
            await cursor.close()
        assert by_psycopg.info.transaction_status == TransactionStatus.INERROR
        await cursor.close()  # now it sends nothing
