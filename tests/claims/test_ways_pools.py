"""Claim F18: asyncpg's pool and SQLAlchemy's, knob by knob."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.settings import Driver
from tests.claims.conftest import Engines
from tests.contract.obstacles import until
from workbook.wire import Observer

SMALL, LARGE = 2, 4
SOON = 0.05


async def take_and_give_back(pool: asyncpg.Pool[Any]) -> None:
    """Have LARGE connections in use at once, then none."""
    taken = [await pool.acquire() for _ in range(LARGE)]
    for connection in taken:
        await pool.release(connection)


async def test_min_size_is_opened_at_once_and_pool_size_on_demand(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """asyncpg's pool opens 2 when it is made; an engine none, and its first use 1."""
    async with asyncpg.create_pool(observer.url, min_size=SMALL, max_size=LARGE):
        assert observer.recording.connections == SMALL
    observer.restart()
    engine = engines(driver, pool_size=SMALL, max_overflow=LARGE - SMALL)
    assert observer.recording.connections == 0
    async with engine.connect():
        assert observer.recording.connections == 1


async def test_connections_above_min_size_stay_and_overflow_is_closed(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """After four in use at once asyncpg keeps 4, and an engine of 2 with overflow 2 keeps 2."""
    async with asyncpg.create_pool(observer.url, min_size=SMALL, max_size=LARGE) as pool:
        await take_and_give_back(pool)
        assert (pool.get_size(), pool.get_idle_size()) == (LARGE, LARGE)
    engine = engines(driver, pool_size=SMALL, max_overflow=LARGE - SMALL)
    taken: list[AsyncConnection] = [await engine.connect() for _ in range(LARGE)]
    for connection in taken:
        await connection.close()
    queue: Any = engine.pool
    assert (queue.checkedin(), queue.checkedout()) == (SMALL, 0)


async def test_asyncpgs_pool_closes_what_is_idle_by_itself_down_to_min_size(
    observer: Observer,
) -> None:
    """A timer counts the time since the last use; nobody has to ask for a connection."""
    async with asyncpg.create_pool(
        observer.url, min_size=SMALL, max_size=LARGE, max_inactive_connection_lifetime=SOON
    ) as pool:
        await take_and_give_back(pool)
        assert observer.recording.connections == LARGE

        async def shrunk() -> bool:
            return pool.get_size() == SMALL

        await until(shrunk)


async def test_asyncpgs_pool_asks_nothing_at_acquire_and_resets_at_release(
    observer: Observer,
) -> None:
    """No ping: 0 round trips to get a connection, 1 to give it back."""
    async with asyncpg.create_pool(observer.url, min_size=1, max_size=1) as pool:
        await pool.fetchval("SELECT 1")
        observer.restart()
        connection = await pool.acquire()
        assert observer.recording.round_trips == 0
        await pool.release(connection)
        assert observer.recording.round_trips == 1
        assert "RESET ALL" in observer.recording.texts[0]


async def test_asyncpgs_pool_replaces_a_connection_that_it_knows_is_closed(
    observer: Observer,
) -> None:
    """After a cut that has reached it the next query succeeds, on a new connection."""
    async with asyncpg.create_pool(observer.url, min_size=1, max_size=1) as pool:
        observer.restart()
        observer.cut()

        async def noticed() -> bool:
            return pool.get_size() == 0 or observer.recording.connections == 1

        await until(noticed)
        assert await pool.fetchval("SELECT 1") == 1
        assert observer.recording.connections == 1


async def ask(engine: AsyncEngine) -> None:
    """One statement."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


@pytest.mark.parametrize("ping", [False, True])
async def test_an_engine_needs_the_ping_to_notice_a_cut(
    observer: Observer, engines: Engines, driver: Driver, *, ping: bool
) -> None:
    """Without it the next statement fails, with it a new connection is opened."""
    engine = engines(driver, pool_pre_ping=ping)
    await ask(engine)
    observer.cut()
    if not ping:
        with pytest.raises(DBAPIError) as caught:
            await ask(engine)
        assert caught.value.connection_invalidated
    await ask(engine)
