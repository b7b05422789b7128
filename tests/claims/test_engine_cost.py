"""Claims E1 to E4: what an engine, a pool and a ping cost on the wire."""

from __future__ import annotations

import pytest
from sqlalchemy import QueuePool, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from shared.settings import Driver
from tests.claims.conftest import Engines
from workbook.wire import Observer

REQUESTS = 3
ONE_REQUEST = 3  # BEGIN, the statement, ROLLBACK


async def request(engine: AsyncEngine) -> None:
    """What a request does at least: one statement in a transaction."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


def cost(observer: Observer) -> tuple[int, int]:
    """Connections opened and round trips made since the last time."""
    recording = observer.recording
    observer.restart()
    return recording.connections, recording.round_trips


async def test_an_engine_per_request_connects_and_asks_the_server_anew(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """One engine makes 3 round trips a request; a new one each time connects and makes 12 or 14."""
    shared = engines(driver)
    await request(shared)
    cost(observer)
    for _ in range(REQUESTS):
        await request(shared)
    assert cost(observer) == (0, REQUESTS * ONE_REQUEST)
    for _ in range(REQUESTS):
        own = engines(driver)
        await request(own)
        await own.dispose()
    for question in ("select pg_catalog.version()", "select current_schema()"):
        assert observer.recording.texts.count(question) == REQUESTS
    trips = {"asyncpg": 14, "psycopg": 12}[driver]
    assert cost(observer) == (REQUESTS, REQUESTS * trips)


async def test_the_default_pool_of_an_async_engine(driver: Driver) -> None:
    """It is AsyncAdaptedQueuePool, and the pool of threads is refused."""
    url = f"postgresql+{driver}://nobody@localhost/nothing"
    assert type(create_async_engine(url).pool) is AsyncAdaptedQueuePool
    with pytest.raises(ArgumentError, match="cannot be used with asyncio"):
        create_async_engine(url, poolclass=QueuePool)


async def test_null_pool_connects_for_each_use(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """Three uses, three connections; asyncpg also prepares the statement again each time."""
    engine = engines(driver, poolclass=NullPool)
    await request(engine)
    cost(observer)
    for _ in range(REQUESTS):
        await request(engine)
    trips = {"asyncpg": ONE_REQUEST + 1, "psycopg": ONE_REQUEST}[driver]
    assert cost(observer) == (REQUESTS, REQUESTS * trips)


async def test_a_ping_costs_three_round_trips_or_one(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """On asyncpg the ping is a transaction of its own: BEGIN, an empty statement, ROLLBACK."""
    engine = engines(driver, pool_pre_ping=True)
    await request(engine)
    await request(engine)
    observer.restart()
    await request(engine)
    pings = {"asyncpg": ["BEGIN;", ";", "ROLLBACK;"], "psycopg": [";"]}[driver]
    assert observer.recording.texts[: len(pings)] == pings
    assert cost(observer) == (0, len(pings) + ONE_REQUEST)
