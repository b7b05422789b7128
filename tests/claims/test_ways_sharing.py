"""Claims F5 and F21: one connection for two tasks, and one transaction for all ways."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm import mapping as orm
from variants.sqlmodel_orm import mapping as sqlmodel
from workbook.wire import Observer

SLOW = text("SELECT 1 FROM pg_sleep(0.05)")
QUICK = text("SELECT 2")
COUNT = "SELECT count(*) FROM tasks"


async def at_once(first: Awaitable[Any], second: Awaitable[Any]) -> list[Any]:
    """What two tasks get that begin one right after the other: a result or an exception each."""
    return list(await asyncio.gather(first, second, return_exceptions=True))


async def test_asyncpg_refuses_a_second_task(by_asyncpg: Sql) -> None:
    """The first is served, the second gets InterfaceError."""
    served, refused = await at_once(
        by_asyncpg.fetchval("SELECT 1 FROM pg_sleep(0.05)"), by_asyncpg.fetchval("SELECT 2")
    )
    assert served == 1
    assert isinstance(refused, asyncpg.InterfaceError)
    assert "another operation is in progress" in str(refused)


async def test_psycopg_serves_two_tasks_in_turn(by_psycopg: psycopg.AsyncConnection[Any]) -> None:
    """A lock in the connection makes the second wait; nobody is told."""

    async def ask(statement: str) -> Any:
        return await (await by_psycopg.execute(statement.encode())).fetchone()

    got = await at_once(ask("SELECT 1 FROM pg_sleep(0.05)"), ask("SELECT 2"))
    assert got == [(1,), (2,)]


async def test_cores_connection_serves_two_tasks_in_turn(
    observer: Observer, engines: Engines, driver: Driver
) -> None:
    """On both drivers the second waits, although asyncpg by itself would refuse."""
    async with engines(driver).connect() as connection:
        observer.restart()
        assert await at_once(connection.scalar(SLOW), connection.scalar(QUICK)) == [1, 2]
    assert observer.recording.texts[1:3] == [SLOW.text, QUICK.text]


@pytest.mark.parametrize("kind", [AsyncSession, SQLModelSession], ids=["orm", "sqlmodel"])
async def test_a_session_refuses_some_and_serves_some(
    engines: Engines, driver: Driver, kind: type[AsyncSession]
) -> None:
    """It refuses a second task while it connects, flushes or commits; two reads take turns."""
    async with kind(engines(driver)) as session:
        served, refused = await at_once(session.scalar(SLOW), session.scalar(QUICK))
        assert served == 1
        assert isinstance(refused, InvalidRequestError)
        assert "provisioning a new connection" in str(refused)
        assert await at_once(session.scalar(SLOW), session.scalar(QUICK)) == [1, 2]
        session.add(orm.Task(title="a"))
        flushed, refused = await at_once(session.flush(), session.flush())
        assert flushed is None
        assert "already flushing" in str(refused)
        await session.rollback()
        await session.scalar(QUICK)
        committed, refused = await at_once(session.commit(), session.scalar(QUICK))
        assert committed is None
        assert "in 'prepared' state" in str(refused)


async def driver_of(connection: AsyncConnection) -> Any:
    """The driver's own connection underneath."""
    return (await connection.get_raw_connection()).driver_connection


async def add_by_each_way(connection: AsyncConnection) -> None:
    """Four tasks: by Core, by the driver, by the ORM, by SQLModel."""
    await connection.execute(insert(tasks).values(title="core"))
    await (await driver_of(connection)).execute("INSERT INTO tasks (title) VALUES ('driver')")
    for kind, model in ((AsyncSession, orm.Task), (SQLModelSession, sqlmodel.Task)):
        async with kind(bind=connection) as session:
            session.add(model(title=kind.__module__))
            await session.commit()  # the outer transaction stays open


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
async def test_all_ways_can_share_one_transaction(
    sql: Sql, observer: Observer, engines: Engines, driver: Driver, end: str
) -> None:
    """One connection, one BEGIN; four rows are there after COMMIT, and none after ROLLBACK."""
    engine = engines(driver)
    async with engine.connect():
        observer.restart()
    async with engine.connect() as connection:
        observer.restart()
        await connection.begin()
        await add_by_each_way(connection)
        assert await sql.fetchval(COUNT) == 0
        await (connection.commit() if end == "COMMIT" else connection.rollback())
    assert await sql.fetchval(COUNT) == (4 if end == "COMMIT" else 0)
    words = [words.strip(";") for words in observer.recording.texts]
    assert [word for word in words if word in {"BEGIN", "COMMIT", "ROLLBACK"}] == ["BEGIN", end]
    assert observer.recording.connections == 0


async def test_asked_first_asyncpg_writes_outside_the_transaction(
    sql: Sql, engines: Engines, driver: Driver
) -> None:
    """SQLAlchemy sends BEGIN with its own first statement; psycopg sends it with any."""
    async with engines(driver).connect() as connection:
        await connection.begin()
        await (await driver_of(connection)).execute("INSERT INTO tasks (title) VALUES ('early')")
        await connection.rollback()
    assert await sql.fetchval(COUNT) == {"asyncpg": 1, "psycopg": 0}[driver]
