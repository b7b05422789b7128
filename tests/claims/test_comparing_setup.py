"""Trials of claims P: what is said to each driver, and what the two make of the same words."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import psycopg
import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from workbook.wire import Observer

DEADLINE = 5
LEVEL = text("SHOW transaction_isolation")


async def ask(engine: AsyncEngine, query: str, **values: object) -> Any:
    """The one value that the query gives."""
    async with engine.connect() as connection:
        return (await connection.execute(text(query), values)).scalar_one()


# P9


async def test_psycopg_knows_no_statement_cache_size(engines: Engines) -> None:
    """It refuses to connect, by itself and under SQLAlchemy."""
    with pytest.raises(ProgrammingError, match='invalid connection option "statement_cache_size"'):
        await ask(engines("psycopg", connect_args={"statement_cache_size": 0}), "SELECT 1")


async def test_psycopg_stops_preparing_without_a_threshold(database_url: str) -> None:
    """After ten executions the server holds one statement, or none with prepare_threshold=None."""
    held = {}
    for threshold in (5, None):
        async with await psycopg.AsyncConnection.connect(
            database_url, prepare_threshold=threshold
        ) as connection:
            for _ in range(10):
                await connection.execute("SELECT 1")
            counted = await connection.execute("SELECT count(*) FROM pg_prepared_statements")
            held[threshold] = await counted.fetchone()
    assert held == {5: (1,), None: (0,)}


# P10


async def test_psycopg_takes_no_ssl_context(engines: Engines) -> None:
    """Its words are libpq's: sslmode, sslrootcert and so on."""
    context = ssl.create_default_context()
    with pytest.raises(ProgrammingError, match='invalid connection option "ssl"'):
        await ask(engines("psycopg", connect_args={"ssl": context}), "SELECT 1")
    assert await ask(engines("psycopg", connect_args={"sslmode": "prefer"}), "SELECT 1") == 1


async def test_asyncpg_takes_no_sslmode_in_connect_args(engines: Engines) -> None:
    """Its word is ssl, for a context as for a mode."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'sslmode'"):
        await ask(engines("asyncpg", connect_args={"sslmode": "prefer"}), "SELECT 1")
    assert await ask(engines("asyncpg", connect_args={"ssl": "prefer"}), "SELECT 1") == 1


# P11


async def test_plain_sql_runs_on_either_prefix(driver: Driver, engines: Engines) -> None:
    """With nothing in the URL but the address, and values of the right types."""
    assert await ask(engines(driver), "SELECT CAST(:number AS integer) + 1", number=5) == 6


@pytest.mark.parametrize(
    ("other", "word", "value", "error"),
    [
        ("psycopg", "server_settings", {"timezone": "UTC"}, ProgrammingError),
        ("asyncpg", "options", "-c timezone=UTC", TypeError),
    ],
)
async def test_neither_driver_takes_the_others_connect_args(
    engines: Engines, other: Driver, word: str, value: object, error: type[Exception]
) -> None:
    """The first use of the engine fails."""
    with pytest.raises(error, match=word):
        await ask(engines(other, connect_args={word: value}), "SELECT 1")


async def test_asyncpg_refuses_a_url_that_psycopg_takes(observer: Observer) -> None:
    """SQLAlchemy hands a name in the query of the URL to connect(), where asyncpg has none such."""
    url = make_url(observer.url).update_query_dict({"application_name": "claim"})
    by_psycopg = create_async_engine(url.set(drivername="postgresql+psycopg"))
    assert await ask(by_psycopg, "SHOW application_name") == "claim"
    await by_psycopg.dispose()
    by_asyncpg = create_async_engine(url.set(drivername="postgresql+asyncpg"))
    with pytest.raises(TypeError, match="unexpected keyword argument 'application_name'"):
        await ask(by_asyncpg, "SELECT 1")


async def test_the_same_value_is_refused_or_taken(engines: Engines) -> None:
    """'5' for an integer: asyncpg wants an int, psycopg leaves it to the server."""
    query = "SELECT CAST(:number AS integer)"
    assert await ask(engines("psycopg"), query, number="5") == 5
    with pytest.raises(DBAPIError, match="cannot be interpreted as an integer"):
        await ask(engines("asyncpg"), query, number="5")


async def test_the_same_error_has_another_class(driver: Driver, engines: Engines) -> None:
    """A cancelled statement is an OperationalError with psycopg, and not with asyncpg."""
    async with engines(driver).begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 50"))
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text(f"SELECT pg_sleep({DEADLINE})"))
    assert isinstance(caught.value, OperationalError) == (driver == "psycopg")


# P12


def in_two_loops(engine: AsyncEngine, *, disposing: bool) -> None:
    """Use the engine in a loop, then in a second, and end it in the first."""

    async def use() -> None:
        assert await ask(engine, "SELECT 1") == 1
        if disposing:
            await engine.dispose()

    with asyncio.Runner() as first, asyncio.Runner() as second:
        try:
            first.run(use())
            second.run(use())
        finally:
            first.run(engine.dispose())


def engine_for(url: str, driver: Driver, **options: Any) -> AsyncEngine:
    return create_async_engine(make_url(url).set(drivername=f"postgresql+{driver}"), **options)


async def test_an_asyncpg_engine_is_of_no_use_in_a_second_loop(database_url: str) -> None:
    """Its pool hands out a connection that belongs to the first."""
    engine = engine_for(database_url, "asyncpg")
    with pytest.raises(RuntimeError, match="attached to a different loop"):
        await asyncio.to_thread(in_two_loops, engine, disposing=False)


@pytest.mark.parametrize(
    ("driver", "options", "disposing"),
    [
        ("psycopg", {}, False),
        ("asyncpg", {}, True),
        ("asyncpg", {"poolclass": NullPool}, False),
    ],
)
async def test_an_engine_that_keeps_no_asyncpg_connection_can_change_loops(
    database_url: str, driver: Driver, options: dict[str, Any], disposing: bool
) -> None:
    """One loop after the other: with psycopg, by dispose() at the end of each, or by NullPool."""
    engine = engine_for(database_url, driver, **options)
    await asyncio.to_thread(in_two_loops, engine, disposing=disposing)


# P13


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
async def test_three_levels_are_asked_for_in_the_same_way(
    driver: Driver, engines: Engines, observer: Observer, level: str
) -> None:
    """The level goes with BEGIN, and the server confirms it."""
    engine = engines(driver, isolation_level=level)
    assert await ask(engine, "SHOW transaction_isolation") == level.lower()
    begins = [text for text in observer.recording.texts if text.startswith("BEGIN")]
    assert begins[-1].rstrip(";") == f"BEGIN ISOLATION LEVEL {level}"


async def test_autocommit_sends_no_begin(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """Nor a COMMIT: the statement alone."""
    engine = engines(driver, isolation_level="AUTOCOMMIT")
    await ask(engine, "SELECT 1")
    observer.restart()
    await ask(engine, "SELECT 1")
    assert observer.recording.texts == ["SELECT 1"]


async def test_read_uncommitted_is_refused_on_asyncpg(engines: Engines) -> None:
    """SQLAlchemy has no such level there; on psycopg the server confirms the name."""
    level = "READ UNCOMMITTED"
    engine = engines("psycopg", isolation_level=level)
    assert await ask(engine, "SHOW transaction_isolation") == "read uncommitted"
    with pytest.raises(ArgumentError, match="READ UNCOMMITTED"):
        await ask(engines("asyncpg", isolation_level=level), "SELECT 1")


async def test_a_write_conflict_fails_on_both_with_one_sqlstate(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """40001 at REPEATABLE READ; only psycopg's error is an OperationalError."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    async with engines(driver, isolation_level="REPEATABLE READ").connect() as connection:
        await connection.execute(text("SELECT title FROM tasks"))
        await sql.execute("UPDATE tasks SET title = 'b'")
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("UPDATE tasks SET title = 'c'"))
    assert getattr(caught.value.orig, "sqlstate", None) == "40001"
    assert isinstance(caught.value, OperationalError) == (driver == "psycopg")
