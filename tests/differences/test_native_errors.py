"""One SQLSTATE, three exceptions: what asyncpg raises, and SQLAlchemy on either driver."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
import pytest
from sqlalchemy import exc, text

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from tests.contract.obstacles import until

Classes: TypeAlias = tuple[type[Exception], type[Exception], type[Exception]]

COATS = ("asyncpg alone", "sqlalchemy on asyncpg", "sqlalchemy on psycopg")


@dataclass(frozen=True, slots=True)
class Coat:
    """A connection in a transaction. `position` is that of its class in `Classes`."""

    position: int
    run: Callable[[str], Awaitable[object]]


@pytest.fixture(params=range(len(COATS)), ids=COATS)
async def coat(
    request: pytest.FixtureRequest, database_url: str, engines: Engines
) -> AsyncIterator[Coat]:
    """Each of the three in its turn."""
    if request.param == 0:
        connection = await asyncpg.connect(database_url)
        await connection.execute("BEGIN")
        yield Coat(0, connection.execute)
        await connection.close()
    else:
        async with engines("asyncpg" if request.param == 1 else "psycopg").connect() as core:
            yield Coat(request.param, core.exec_driver_sql)


# The last one where the end of the connection has arrived, but has not been dealt with.
OF_ASYNCPG = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def sqlstate_of(error: Any) -> str | None:
    """What Postgres said, wherever the library keeps it."""
    origin: Any = error.driver_exception if isinstance(error, exc.DBAPIError) else error
    state: str | None = getattr(origin, "sqlstate", None)
    return state


async def seen(coat: Coat, statement: str) -> tuple[type[Exception], str | None]:
    """The exact class that the statement raises, and its SQLSTATE."""
    with pytest.raises((*OF_ASYNCPG, exc.DBAPIError)) as caught:
        await coat.run(statement)
    return type(caught.value), sqlstate_of(caught.value)


def data(named: type[Exception]) -> Classes:
    """What the errors about data have in common."""
    return named, exc.DBAPIError, exc.DataError


STATES: dict[str, tuple[list[str], Classes]] = {
    "23505": (
        ["INSERT INTO projects (name) VALUES ('p'), ('p')"],
        (asyncpg.UniqueViolationError, exc.IntegrityError, exc.IntegrityError),
    ),
    "40P01": (
        ["DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"],
        (asyncpg.DeadlockDetectedError, exc.DBAPIError, exc.OperationalError),
    ),
    "57014": (
        ["SET LOCAL statement_timeout TO 1", "SELECT pg_sleep(5)"],
        (asyncpg.QueryCanceledError, exc.DBAPIError, exc.OperationalError),
    ),
    "22001": (
        ["INSERT INTO projects (name) VALUES (repeat('x', 256))"],
        data(asyncpg.StringDataRightTruncationError),
    ),
    "22003": (
        ["INSERT INTO tasks (title, version) VALUES ('x', 2147483648)"],
        data(asyncpg.NumericValueOutOfRangeError),
    ),
    "22012": (["SELECT 1 / 0"], data(asyncpg.DivisionByZeroError)),
    "25006": (
        ["SET TRANSACTION READ ONLY", "DELETE FROM tasks"],
        (asyncpg.ReadOnlySQLTransactionError, exc.DBAPIError, exc.InternalError),
    ),
}


@pytest.mark.parametrize("state", STATES)
async def test_a_state_has_a_class_in_each_coat(state: str, coat: Coat) -> None:
    """asyncpg names each; SQLAlchemy has its DBAPI's group on psycopg, often none on asyncpg."""
    (*before, failing), classes = STATES[state]
    for statement in before:
        await coat.run(statement)
    assert await seen(coat, failing) == (classes[coat.position], state)


ABORTED: Classes = (asyncpg.InFailedSQLTransactionError, exc.DBAPIError, exc.InternalError)


async def test_an_aborted_transaction_has_a_class_in_each_coat(coat: Coat) -> None:
    """25P02 follows whatever failed first."""
    await seen(coat, "SELECT 1 / 0")
    assert await seen(coat, "SELECT 1") == (ABORTED[coat.position], "25P02")


LOCKED: Classes = (asyncpg.LockNotAvailableError, exc.DBAPIError, exc.OperationalError)


async def test_a_lock_not_available_has_a_class_in_each_coat(coat: Coat, sql: Sql) -> None:
    """55P03, on a row that somebody else has."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    async with sql.transaction():
        await sql.execute("SELECT FROM tasks FOR UPDATE")
        found = await seen(coat, "SELECT FROM tasks FOR UPDATE NOWAIT")
    assert found == (LOCKED[coat.position], "55P03")


CONFLICT: Classes = (asyncpg.SerializationError, exc.DBAPIError, exc.OperationalError)


async def test_a_write_conflict_has_a_class_in_each_coat(coat: Coat, sql: Sql) -> None:
    """40001, on a row that was changed after the snapshot."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")
    await coat.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    await coat.run("SELECT FROM tasks")
    await sql.execute("UPDATE tasks SET title = 'y'")
    assert await seen(coat, "UPDATE tasks SET title = 'z'") == (CONFLICT[coat.position], "40001")


# Whether asyncpg has noticed the end of the connection before it is asked again is a race.
HIDDEN = {None, "08003"}


async def test_an_ended_session_keeps_its_state_on_psycopg_only(coat: Coat, sql: Sql) -> None:
    """After idle_in_transaction_session_timeout: psycopg says 25P03, asyncpg hides it."""
    await coat.run("SET application_name TO 'ended'")
    await coat.run("SET LOCAL idle_in_transaction_session_timeout TO 1")

    async def gone() -> bool:
        sessions = "SELECT FROM pg_stat_activity WHERE application_name = 'ended'"
        return not await sql.fetchval(f"SELECT EXISTS ({sessions})")

    await until(gone)
    found, state = await seen(coat, "SELECT 1")
    if COATS[coat.position] == "sqlalchemy on psycopg":
        assert (found, state) == (exc.InternalError, "25P03")
    else:
        assert state in HIDDEN


# 0A000: the table has changed since the statement was prepared


@pytest.fixture
async def growing(sql: Sql) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """A table of its own; called, it gets one more column by another session."""
    await sql.execute("CREATE TABLE growing (id integer)")
    yield lambda: sql.execute("ALTER TABLE growing ADD COLUMN more integer")
    await sql.execute("DROP TABLE growing")


READ = "SELECT * FROM growing"


async def test_asyncpg_refuses_a_statement_that_is_out_of_date(
    by_asyncpg: asyncpg.Connection[Any], growing: Callable[[], Awaitable[object]]
) -> None:
    """In a transaction InvalidCachedStatementError; outside one it prepares again by itself."""
    await by_asyncpg.fetch(READ)
    await growing()
    with pytest.raises(asyncpg.InvalidCachedStatementError):
        async with by_asyncpg.transaction():
            await by_asyncpg.fetch(READ)
    assert await by_asyncpg.fetch(READ) == []


OUT_OF_DATE: list[tuple[Driver, dict[str, Any], type[Exception] | None]] = [
    ("asyncpg", {}, exc.NotSupportedError),
    ("psycopg", {}, None),
    ("psycopg", {"prepare_threshold": 0}, exc.NotSupportedError),
]


@pytest.mark.parametrize(("driver", "options", "expected"), OUT_OF_DATE)
async def test_sqlalchemy_refuses_it_where_it_was_prepared(
    driver: Driver,
    options: dict[str, Any],
    expected: type[Exception] | None,
    engines: Engines,
    growing: Callable[[], Awaitable[object]],
) -> None:
    """After one use: NotSupportedError on asyncpg; on psycopg only with prepare_threshold=0."""
    found: type[Exception] | None = None
    async with engines(driver, connect_args=options).connect() as connection:
        await connection.execute(text(READ))
        await connection.commit()
        await growing()
        try:
            await connection.execute(text(READ))
        except exc.DBAPIError as error:
            found = type(error)
    assert found is expected
