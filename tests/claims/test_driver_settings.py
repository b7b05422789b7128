"""Trials of claims D: what a session is told when it begins, and how long that lasts."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql

DEADLINE = 5
PATH = "pg_catalog, public"
ADD_TASK = text("INSERT INTO tasks (title) VALUES ('a')")


def told(driver: Driver, **settings: str) -> dict[str, Any]:
    """The connect_args that give a session these settings."""
    if driver == "asyncpg":
        return {"server_settings": settings}
    escaped = {name: value.replace(" ", "\\ ") for name, value in settings.items()}
    return {"options": " ".join(f"-c {name}={value}" for name, value in escaped.items())}


async def shown(engine: AsyncEngine, name: str) -> Any:
    """What the next borrower of a connection reads."""
    async with engine.connect() as connection:
        return (await connection.execute(text(f"SHOW {name}"))).scalar_one()


def sqlstate(error: DBAPIError) -> Any:
    return getattr(error.orig, "sqlstate", None)


# D3


@pytest.mark.parametrize("name", ["nightly report", "x" * 70])
async def test_the_server_lists_a_connection_by_its_application_name(
    driver: Driver, engines: Engines, sql: Sql, name: str
) -> None:
    """The first 63 bytes of the name that was given at connect."""
    engine = engines(driver, connect_args=told(driver, application_name=name))
    async with engine.connect() as connection:
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        listed = "SELECT application_name FROM pg_stat_activity WHERE pid = $1"
        assert await sql.fetchval(listed, pid) == name[:63]


# D4


async def test_every_connection_of_a_pool_begins_with_the_search_path(
    driver: Driver, engines: Engines
) -> None:
    """Two connections at a time, both with the path that was given at connect."""
    engine = engines(driver, connect_args=told(driver, search_path=PATH))
    async with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            path = await connection.execute(text("SHOW search_path"))
            assert path.scalar_one() == PATH


async def test_a_committed_set_reaches_the_next_borrower(driver: Driver, engines: Engines) -> None:
    """The pool gives the connection on as it is; RESET would bring the path back."""
    engine = engines(driver, pool_size=1, connect_args=told(driver, search_path=PATH))
    async with engine.begin() as connection:
        await connection.execute(text("SET search_path TO public"))
    assert await shown(engine, "search_path") == "public"
    async with engine.begin() as connection:
        await connection.execute(text("RESET search_path"))
    assert await shown(engine, "search_path") == PATH


# D5


async def test_server_settings_and_options_set_the_same(driver: Driver, engines: Engines) -> None:
    """Value, origin, and what RESET goes back to."""
    settings = {"search_path": PATH, "statement_timeout": "1234"}
    engine = engines(driver, connect_args=told(driver, **settings))
    query = "SELECT setting, source, reset_val FROM pg_settings WHERE name = :name"
    async with engine.connect() as connection:
        for name, value in settings.items():
            row = (await connection.execute(text(query), {"name": name})).one()
            assert tuple(row) == (value, "client", value)


async def test_a_bare_space_ends_an_option(engines: Engines) -> None:
    """The server is given half of the value, and refuses the connection."""
    engine = engines("psycopg", connect_args={"options": f"-c search_path={PATH}"})
    with pytest.raises(OperationalError, match='"pg_catalog,"'):
        await shown(engine, "search_path")


# D8


def set_at_connect(engine: AsyncEngine, *, committed: bool) -> list[str]:
    """Register the event; the list gets an entry each time that it runs."""
    runs: list[str] = []

    @event.listens_for(engine.sync_engine, "connect")
    def set_timeout(connection: Any, record: object) -> None:
        runs.append("connect")
        cursor = connection.cursor()
        cursor.execute("SET statement_timeout = '7s'")
        cursor.close()
        if committed:
            connection.commit()

    return runs


async def test_a_connect_event_runs_once_for_a_connection(driver: Driver, engines: Engines) -> None:
    """Three uses one after another run it once, two at a time once more."""
    engine = engines(driver)
    runs = set_at_connect(engine, committed=True)
    for _ in range(3):
        assert await shown(engine, "statement_timeout") == "7s"
    assert len(runs) == 1
    async with engine.connect():
        assert await shown(engine, "statement_timeout") == "7s"
    assert len(runs) == 2


async def test_what_a_connect_event_sets_is_lost_unless_it_commits(
    driver: Driver, engines: Engines
) -> None:
    """The event's SET opens a transaction; the first rollback, at checkin, takes it back."""
    engine = engines(driver, pool_size=1)
    runs = set_at_connect(engine, committed=False)
    assert await shown(engine, "statement_timeout") == "7s"
    assert await shown(engine, "statement_timeout") != "7s"
    assert len(runs) == 1


# D9


async def test_a_slow_statement_is_ended_by_the_server(driver: Driver, engines: Engines) -> None:
    """A sleep of 5 s with a limit of 50 ms ends within 2 s, as SQLSTATE 57014."""
    engine = engines(driver, connect_args=told(driver, statement_timeout="50"))
    async with engine.connect() as connection:
        began = perf_counter()
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text(f"SELECT pg_sleep({DEADLINE})"))
        assert perf_counter() - began < 2
        assert sqlstate(caught.value) == "57014"


async def test_set_local_ends_with_its_transaction(driver: Driver, engines: Engines) -> None:
    """After the commit the old value is back; without a transaction it was never set."""
    engine = engines(driver, pool_size=1, connect_args=told(driver, statement_timeout="9000"))
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = '7s'"))
        assert (await connection.execute(text("SHOW statement_timeout"))).scalar_one() == "7s"
    assert await shown(engine, "statement_timeout") == "9s"
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = '7s'"))
        assert (await connection.execute(text("SHOW statement_timeout"))).scalar_one() == "9s"


# D10


async def test_a_forgotten_transaction_is_ended_and_its_locks_are_free(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """Another session waits for the row and gets it; who forgot has lost the connection."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    limit = told(driver, idle_in_transaction_session_timeout="100")
    engine = engines(driver, pool_size=1, connect_args=limit)
    async with engine.connect() as connection:
        await connection.execute(text("UPDATE tasks SET title = 'forgotten'"))
        await sql.execute("UPDATE tasks SET title = title || 'b'")
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(text("SELECT 1"))
        assert caught.value.connection_invalidated
    assert await sql.fetchval("SELECT title FROM tasks") == "ab"
    assert await shown(engine, "idle_in_transaction_session_timeout") == "100ms"


# D11


async def test_a_read_only_engine_refuses_a_write(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """As SQLSTATE 25006; nothing is written."""
    engine = engines(driver, connect_args=told(driver, default_transaction_read_only="on"))
    with pytest.raises(DBAPIError) as caught:
        async with engine.begin() as connection:
            await connection.execute(ADD_TASK)
    assert sqlstate(caught.value) == "25006"
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_one_statement_makes_a_read_only_session_write(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """It is a default, and every session may say otherwise."""
    engine = engines(driver, connect_args=told(driver, default_transaction_read_only="on"))
    async with engine.begin() as connection:
        await connection.execute(text("SET TRANSACTION READ WRITE"))
        await connection.execute(ADD_TASK)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1
