"""A client that leaves before its answer is there: its work ends, and nothing is held."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI

from tests.contract.obstacles import (
    locked_tasks,
    sessions_of,
    terminate_sessions,
    until,
    until_blocked,
)
from tests.left_open import OPEN_CURSOR
from tests.service.conftest import POOL_SIZE, Service, Sql, client_of
from tests.service.exchange import LENIENT, STRICT, Exchange

MANY = "INSERT INTO tasks (title) SELECT repeat('x', 250) FROM generate_series(1, 5000)"
SLOW_FROM_2000 = """
    ALTER TABLE tasks RENAME TO stored;
    CREATE VIEW tasks AS SELECT * FROM stored
        WHERE CASE WHEN id = 2000 THEN pg_sleep(20) IS NOT NULL ELSE true END"""
QUICK_AGAIN = "DROP VIEW tasks; ALTER TABLE stored RENAME TO tasks"
LIMIT = 2.0
SLEEPING = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = $1
        AND datname = current_database() AND wait_event = 'PgSleep')"""
RESTING = """
    SELECT count(*) = 0 FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database() AND state <> 'idle'"""


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """What a client that left has left behind is told of here, and not in another test."""
    yield
    gc.collect()


@asynccontextmanager
async def begun(exchange: Exchange) -> AsyncIterator[asyncio.Task[None]]:
    """The exchange, under way in a task that is over in the end."""
    running = asyncio.create_task(exchange.run())
    try:
        yield running
    finally:
        exchange.left.set()
        await asyncio.wait([running])


async def assert_at_rest(app: FastAPI, sql: Sql, application_name: str) -> None:
    """No session is in a transaction, and no connection in use."""

    async def resting() -> bool:
        await sql.execute("SELECT pg_stat_clear_snapshot()")
        return bool(await sql.fetchval(RESTING, application_name))

    await until(resting)
    assert app.state.database.pool_status().in_use == 0


async def assert_whole(app: FastAPI, sql: Sql, application_name: str) -> None:
    """At rest, and every connection works."""
    await assert_at_rest(app, sql, application_name)
    async with client_of(app) as client:
        calls = [client.post("/tasks", json={"title": "after"}) for _ in range(POOL_SIZE)]
        answers = await asyncio.gather(*calls)
    assert [answer.status_code for answer in answers] == [201] * POOL_SIZE
    assert len(await sessions_of(sql, application_name)) <= POOL_SIZE


async def test_its_write_is_cancelled(service: Service, sql: Sql, application_name: str) -> None:
    """While it waits for a lock: the statement is cancelled, nothing is written, 499 is noted."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    async with service() as app:
        exchange = Exchange(app, "PATCH", "/tasks/1", body={"done": True})
        async with locked_tasks(sql), begun(exchange) as running:
            await until_blocked(sql)
            exchange.left.set()
            await running
        assert exchange.status == 499
        assert not await sql.fetchval("SELECT done FROM tasks WHERE id = 1")
        await assert_whole(app, sql, application_name)


@pytest.mark.parametrize("asgi", [LENIENT, STRICT])
async def test_its_export_ends(
    service: Service, sql: Sql, application_name: str, asgi: str
) -> None:
    """While the server waits for it to read on: the cursor and its transaction are gone."""
    await sql.execute(MANY)
    async with service() as app:
        exchange = Exchange(app, "GET", "/tasks/export", asgi=asgi)
        exchange.stalls = True
        async with begun(exchange) as running:
            await exchange.begun.wait()
            assert app.state.database.pool_status().in_use == 1
            exchange.left.set()
            await asyncio.wait([running])
        assert len(b"".join(exchange.chunks)) < 5000 * 250
        await assert_whole(app, sql, application_name)


async def test_the_wait_for_a_connection_ends(
    service: Service, sql: Sql, application_name: str
) -> None:
    """The only connection is in use: who leaves the queue does not take it later."""
    async with service(pool_size=1) as app:
        async with app.state.database.transaction():
            exchange = Exchange(app, "POST", "/tasks", body={"title": "never"})
            async with begun(exchange) as running:
                await asyncio.sleep(0)
                exchange.left.set()
                await running
        assert exchange.status == 499
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
        async with client_of(app) as client:
            assert (await client.get("/ready")).status_code == 200


@pytest.mark.filterwarnings(OPEN_CURSOR)
async def test_its_export_ends_before_it_begins(
    service: Service, sql: Sql, application_name: str
) -> None:
    """While the first tasks are waited for: 499, for nothing has been sent."""
    async with service() as app:
        exchange = Exchange(app, "GET", "/tasks/export")
        async with sql.transaction():
            await sql.execute("LOCK TABLE tasks")
            async with begun(exchange) as running:
                await until_blocked(sql)
                exchange.left.set()
                await running
            assert exchange.status == 499
        await assert_whole(app, sql, application_name)
    gc.collect()


@pytest.mark.filterwarnings(OPEN_CURSOR)
async def test_its_export_ends_while_postgres_is_at_work(
    service: Service, sql: Sql, application_name: str
) -> None:
    """Between two parts: the statement is cancelled, and what is left of it disturbs nobody.

    The word to cancel has no receipt: should it be lost, the limit of the statement ends it.
    """
    await sql.execute(MANY)
    await sql.execute(SLOW_FROM_2000)
    try:
        async with service(statement_timeout=LIMIT) as app:
            exchange = Exchange(app, "GET", "/tasks/export")
            async with begun(exchange) as running:
                await until(lambda: sql.fetchval(SLEEPING, application_name))
                exchange.left.set()
                await running
            await assert_at_rest(app, sql, application_name)
    finally:
        await terminate_sessions(sql, application_name)
        await sql.execute(QUICK_AGAIN)
    gc.collect()
