"""Trials of claims D: what a driver is made of, and what becomes of its connections."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.machinery import EXTENSION_SUFFIXES
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import AsyncAdaptedQueuePool, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from workbook.frames import asks_for_encryption

DEADLINE = 5
SUFFIXES = tuple(EXTENSION_SUFFIXES)
MILLISECONDS = DEADLINE * 1000
NUMBERS = count(1)
UNENCRYPTED: dict[Driver, dict[str, Any]] = {
    "asyncpg": {"ssl": False},
    "psycopg": {"sslmode": "disable"},
}
LISTED = "FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()"
PREPARED = "SELECT count(*) FROM pg_prepared_statements"

ASK_FOR_PASSWORD = b"R" + struct.pack("!II", 8, 3)
FIELDS = b"SFATAL\0C28P01\0Mnot today\0\0"
REFUSAL = b"E" + struct.pack("!I", 4 + len(FIELDS)) + FIELDS


@pytest.fixture
def called() -> str:
    """An application_name for one trial: the server may still list an earlier one's connections."""
    return f"claim {next(NUMBERS)}"


def named(driver: Driver, called: str) -> dict[str, Any]:
    """The connect_args that give a connection its name."""
    name = {"application_name": called}
    return {"server_settings": name} if driver == "asyncpg" else name


async def use(engine: AsyncEngine) -> None:
    """Borrow a connection for one statement."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


# D1


def test_asyncpg_is_compiled() -> None:
    """Its protocol, its records and its types are three extension modules."""
    files = Path(asyncpg.__file__).parent.rglob("*")
    compiled = {file.name.partition(".")[0] for file in files if file.name.endswith(SUFFIXES)}
    assert compiled == {"protocol", "record", "pgproto"}


# D6


@pytest.mark.parametrize(
    ("tuned", "kept"),
    [({}, 100), ({"statement_cache_size": 10}, 10), ({"statement_cache_size": 0}, 0)],
)
async def test_asyncpg_keeps_as_many_statements_as_it_is_told(
    database_url: str, tuned: dict[str, Any], kept: int
) -> None:
    """Of 120 different ones, with the server as witness: 100, 10 or none."""
    connection = await asyncpg.connect(database_url, **tuned)
    try:
        for number in range(120):
            await connection.fetch(f"SELECT {number}")
        assert await connection.fetchval(PREPARED) == kept
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("tuned", "least", "most"),
    [
        ({}, 101, 150),
        ({"statement_cache_size": 10}, 101, 150),
        ({"prepared_statement_cache_size": 10}, 10, 15),
    ],
)
async def test_sqlalchemy_keeps_a_cache_of_its_own(
    engines: Engines, tuned: dict[str, Any], least: int, most: int
) -> None:
    """Of 130 statements all are kept by default, and asyncpg's own setting changes nothing."""
    engine = engines(connect_args=tuned)
    async with engine.connect() as connection:
        for number in range(130):
            await connection.execute(text(f"SELECT {number}"))
        kept = (await connection.execute(text(PREPARED))).scalar_one()
    assert least <= kept <= most


# D12


async def test_an_engine_opens_as_many_connections_as_are_in_use(
    driver: Driver, engines: Engines, sql: Sql, called: str
) -> None:
    """Two engines of 2 + 1: 2 connections for one use after another, 6 for 6 at a time."""
    pool = {"pool_size": 2, "max_overflow": 1, "pool_timeout": DEADLINE}
    fleet = [engines(driver, connect_args=named(driver, called), **pool) for _ in range(2)]
    for engine in fleet * 4:
        await use(engine)
    assert await sql.fetchval(f"SELECT count(*) {LISTED}", called) == 2
    async with AsyncExitStack() as stack:
        for engine in fleet * 3:
            await stack.enter_async_context(engine.connect())
        assert await sql.fetchval(f"SELECT count(*) {LISTED}", called) == 6


async def test_six_default_engines_fit_a_default_server(engines: Engines, sql: Sql) -> None:
    """Each may open 15; of the server's 100 connections 3 are not for ordinary roles."""
    pool = engines().pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    most = pool.size() + pool._max_overflow
    default = "SELECT boot_val::integer FROM pg_settings WHERE name = $1"
    reserved = await sql.fetchval(default, "superuser_reserved_connections")
    places = await sql.fetchval(default, "max_connections") - reserved
    assert (most, places) == (15, 97)
    assert 6 * most <= places < 7 * most


# D13


async def test_an_asyncpg_connection_is_of_no_use_in_another_loop(database_url: str) -> None:
    """The second loop is refused, and the connection stays in the middle of that call."""

    def two_loops() -> None:
        with asyncio.Runner() as first, asyncio.Runner() as second:
            connection = first.run(asyncpg.connect(database_url))
            with pytest.raises(RuntimeError, match="attached to a different loop"):
                second.run(connection.fetchval("SELECT 1"))
            with pytest.raises(asyncpg.InterfaceError, match="another operation is in progress"):
                first.run(connection.fetchval("SELECT 1"))
            connection.terminate()

    await asyncio.wait_for(asyncio.to_thread(two_loops), DEADLINE)


async def test_a_psycopg_connection_can_change_loops(database_url: str) -> None:
    """One loop after the other, it does not notice."""

    def two_loops() -> None:
        with asyncio.Runner() as first, asyncio.Runner() as second:
            connection = first.run(psycopg.AsyncConnection.connect(database_url))
            for loop in (first, second, first):
                cursor = loop.run(connection.execute("SELECT 1"))
                assert loop.run(cursor.fetchone()) == (1,)
            first.run(connection.close())

    await asyncio.wait_for(asyncio.to_thread(two_loops), DEADLINE)


# D14


async def end_all(sql: Sql, called: str) -> int:
    """End the connections of that name, as a restart does. Returns how many."""
    ended = f"SELECT count(pg_terminate_backend(pid, {MILLISECONDS})) {LISTED}"
    return int(await sql.fetchval(ended, called))


@pytest.mark.parametrize("pinging", [True, False])
async def test_one_request_notices_that_all_connections_are_dead(
    driver: Driver, engines: Engines, sql: Sql, called: str, pinging: bool
) -> None:
    """With pre-ping not even that one: its failure makes the pool replace all three."""
    engine = engines(driver, connect_args=named(driver, called), pool_pre_ping=pinging)
    async with engine.connect(), engine.connect(), engine.connect():
        pass
    assert await end_all(sql, called) == 3
    failed = 0
    for _ in range(4):
        try:
            await use(engine)
        except DBAPIError as error:
            failed += error.connection_invalidated
    assert failed == (0 if pinging else 1)


async def test_a_ping_does_not_save_who_has_a_connection_already(
    driver: Driver, engines: Engines, sql: Sql, called: str
) -> None:
    """It is sent at checkout; a transaction that has begun fails all the same."""
    engine = engines(driver, connect_args=named(driver, called), pool_pre_ping=True)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        assert await end_all(sql, called) == 1
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("SELECT 1"))
        assert caught.value.connection_invalidated


# D15


@asynccontextmanager
async def doorkeeper(heard: list[str]) -> AsyncIterator[int]:
    """A server that asks everybody for the password, notes it, and lets nobody in. Its port."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        startup = await reader.read(4096)
        while asks_for_encryption(startup):
            writer.write(b"N")
            startup = await reader.read(4096)
        writer.write(ASK_FOR_PASSWORD)
        _, length = struct.unpack("!cI", await reader.readexactly(5))
        heard.append((await reader.readexactly(length - 4)).rstrip(b"\0").decode())
        writer.write(REFUSAL)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hear, "127.0.0.1") as server:
        yield server.sockets[0].getsockname()[1]


def give_passwords(engine: AsyncEngine) -> None:
    """Register an event that gives each new connection a password of its own."""
    numbers = count(1)

    @event.listens_for(engine.sync_engine, "do_connect")
    def give(dialect: object, record: object, args: object, parameters: dict[str, Any]) -> None:
        parameters["password"] = f"token {next(numbers)}"


async def test_a_do_connect_event_can_give_each_connection_its_password(driver: Driver) -> None:
    """What the server hears is what the event has made, a new one each time."""
    heard: list[str] = []
    async with doorkeeper(heard) as port:
        url = f"postgresql+{driver}://somebody:stale@127.0.0.1:{port}/somewhere"
        engine = create_async_engine(url, connect_args=UNENCRYPTED[driver])
        give_passwords(engine)
        for _ in range(2):
            with pytest.raises(DBAPIError, match="not today"):
                await use(engine)
        await engine.dispose()
    assert heard == ["token 1", "token 2"]


async def test_a_do_connect_event_does_not_run_for_a_pooled_connection(
    driver: Driver, engines: Engines
) -> None:
    """Three uses of one connection run it once, a second connection once more."""
    engine = engines(driver)
    runs: list[str] = []

    @event.listens_for(engine.sync_engine, "do_connect")
    def note(dialect: object, record: object, args: object, parameters: object) -> None:
        runs.append("do_connect")

    for _ in range(3):
        await use(engine)
    assert len(runs) == 1
    async with engine.connect():
        await use(engine)
    assert len(runs) == 2
