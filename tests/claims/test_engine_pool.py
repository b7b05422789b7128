"""Claims E5 and E9 to E12: how long connections live, who has them, and what happens at the end."""

from __future__ import annotations

import gc
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    create_async_engine,
)
from sqlalchemy.pool import NullPool

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from tests.contract.obstacles import until
from workbook.wire import Observer

RECYCLE = 3600
ROLE_LIMIT = 2
TOO_MANY_CONNECTIONS = "53300"


async def process_of(connection: AsyncConnection) -> int:
    """The process id of the session on the server."""
    return int((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def process_behind(engine: AsyncEngine) -> int:
    """That of the connection which a request gets now."""
    async with engine.connect() as connection:
        return await process_of(connection)


async def is_open(sql: Sql, process: int) -> bool:
    """Whether the server still has this session."""
    statement = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)"
    return bool(await sql.fetchval(statement, process))


async def until_closed(sql: Sql, process: int) -> None:
    """Return when the server has ended this session."""

    async def closed() -> bool:
        return not await is_open(sql, process)

    await until(closed)


async def test_an_old_connection_is_replaced_at_checkout_and_not_before(
    sql: Sql, engines: Engines, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the limit has passed, what is in use goes on, what is idle stays open until asked for.

    The pool's clock is put forward.
    """
    engine = engines(driver, pool_recycle=RECYCLE)
    async with engine.connect() as connection:
        old = await process_of(connection)
        clock = SimpleNamespace(time=lambda: time.time() + RECYCLE + 1)
        monkeypatch.setattr("sqlalchemy.pool.base.time", clock)
        assert await process_of(connection) == old
    assert await is_open(sql, old)
    assert await process_behind(engine) != old
    await until_closed(sql, old)


async def test_status_is_a_sentence_and_methods_give_the_figures(
    engines: Engines, driver: Driver
) -> None:
    """With one connection in use of five, the overflow is said to be -4."""
    engine = engines(driver)
    pool: Any = engine.pool
    async with engine.connect():
        assert pool.status() == (
            "Pool size: 5  Connections in pool: 0"
            " Current Overflow: -4 Current Checked out connections: 1"
        )
        assert (pool.size(), pool.checkedin(), pool.checkedout(), pool.overflow()) == (5, 0, 1, -4)


async def test_null_pool_has_no_figures(engines: Engines, driver: Driver) -> None:
    """Its status is its name, and the methods are not there."""
    engine = engines(driver, poolclass=NullPool)
    async with engine.connect():
        assert engine.pool.status() == "NullPool"
        assert not hasattr(engine.pool, "checkedout")


async def test_dispose_closes_what_is_idle_and_leaves_what_is_in_use(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """Of two connections the idle one is closed; the other goes on working."""
    engine = engines(driver)
    async with engine.connect() as used:
        process = await process_of(used)
        idle = await process_behind(engine)
        await engine.dispose()
        await until_closed(sql, idle)
        assert await process_of(used) == process
        await used.invalidate()
    await until_closed(sql, process)


def forget(engines: list[AsyncEngine]) -> None:
    """Let go of them, and have them collected now."""
    engines.clear()
    gc.collect()


async def test_without_dispose_a_connection_stays_until_the_engine_is_collected(
    sql: Sql, observer: Observer, driver: Driver
) -> None:
    """It is open as long as the engine is there; then it is closed with a ResourceWarning."""
    url = make_url(observer.url).set(drivername=f"postgresql+{driver}")
    forgotten = [create_async_engine(url)]
    process = await process_behind(forgotten[0])
    assert await is_open(sql, process)
    with pytest.warns(ResourceWarning):
        forget(forgotten)
    await until_closed(sql, process)


async def test_a_session_starves_the_pool_while_its_transaction_is_open(
    engines: Engines, driver: Driver
) -> None:
    """In a pool of one: before its first statement and after its commit a session holds nothing."""
    engine = engines(driver, pool_size=1, max_overflow=0, pool_timeout=0.05)
    async with AsyncSession(engine) as waiting, AsyncSession(engine) as other:
        assert await other.scalar(text("SELECT 1")) == 1
        await other.commit()
        await waiting.scalar(text("SELECT 1"))
        with pytest.raises(PoolTimeout, match="QueuePool limit of size 1 overflow 0 reached"):
            await other.scalar(text("SELECT 1"))
        await other.rollback()
        await waiting.commit()
        assert await other.scalar(text("SELECT 1")) == 1


@pytest.fixture
async def crowded(sql: Sql, observer: Observer) -> AsyncIterator[str]:
    """The URL for a role that may have two connections."""
    role, password = f"crowd_{secrets.token_hex(4)}", secrets.token_hex(8)
    await sql.execute(
        f"CREATE ROLE {role} LOGIN PASSWORD '{password}' CONNECTION LIMIT {ROLE_LIMIT}"
    )
    url = make_url(observer.url).set(username=role, password=password)
    yield url.render_as_string(hide_password=False)
    sessions = "FROM pg_stat_activity WHERE usename = $1"

    async def gone() -> bool:
        await sql.execute(f"SELECT pg_terminate_backend(pid) {sessions}", role)
        return bool(await sql.fetchval(f"SELECT count(*) = 0 {sessions}", role))

    await until(gone)
    await sql.execute(f"DROP ROLE {role}")


async def test_a_pool_beyond_the_servers_limit_fails_the_request_that_crosses_it(
    observer: Observer, crowded: str, driver: Driver
) -> None:
    """Nothing is said when the engine is made; the third request fails, while the pool has room."""
    engine = create_async_engine(make_url(crowded).set(drivername=f"postgresql+{driver}"))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        for _ in range(ROLE_LIMIT):
            await stack.enter_async_context(engine.connect())
        with pytest.raises(DBAPIError, match="too many connections") as caught:
            await engine.connect()
        assert observer.recording.errors == [TOO_MANY_CONNECTIONS]
        code = {"asyncpg": TOO_MANY_CONNECTIONS, "psycopg": None}[driver]
        assert getattr(caught.value.orig, "sqlstate", None) == code


async def test_asyncpgs_pool_beyond_the_limit_does_not_open(crowded: str) -> None:
    """It fails where it is made, if min_size is too large."""
    with pytest.raises(asyncpg.TooManyConnectionsError):
        await asyncpg.create_pool(crowded, min_size=ROLE_LIMIT + 1)
