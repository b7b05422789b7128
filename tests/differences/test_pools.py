"""What a pool sends at checkout and release, what it leaves behind, and what BEGIN says."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.settings import Driver
from tests.claims.conftest import Engines
from workbook.wire import Observer

LEAVE_BEHIND = ("SET work_mem TO '7MB'", "SELECT pg_advisory_lock(7)")
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
LEFT = f"SELECT current_setting('work_mem'), ({LOCKS})"


def sent(observer: Observer) -> list[str]:
    """The statements since the last time; whether one ends in a semicolon is the driver's habit."""
    texts = [text.rstrip(";") for text in observer.recording.texts]
    observer.restart()
    return texts


async def warm(engine: AsyncEngine) -> None:
    """Open the engine's connection and ask what it asks at first."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


# Release


async def test_asyncpgs_pool_resets_the_session_in_one_round_trip(observer: Observer) -> None:
    """Four statements in one query, after which neither the setting nor the lock is there."""
    async with asyncpg.create_pool(observer.url, min_size=1, max_size=1) as pool:
        async with pool.acquire() as connection:
            before = await connection.fetchval("SELECT current_setting('work_mem')")
            for statement in LEAVE_BEHIND:
                await connection.execute(statement)
            observer.restart()
        assert observer.recording.round_trips == 1
        [reset] = sent(observer)
        assert [part.strip() for part in reset.split(";")] == [
            "SELECT pg_advisory_unlock_all()",
            "CLOSE ALL",
            "UNLISTEN *",
            "RESET ALL",
        ]
        async with pool.acquire() as connection:
            assert tuple(await connection.fetchrow(LEFT) or ()) == (before, 0)


async def test_asyncpgs_pool_with_an_empty_reset_leaves_all(observer: Observer) -> None:
    """Nothing is sent at release, and the next borrower has the setting and the lock."""

    async def leave(connection: Any) -> None:
        """Do nothing."""

    async with asyncpg.create_pool(observer.url, min_size=1, max_size=1, reset=leave) as pool:
        async with pool.acquire() as connection:
            for statement in LEAVE_BEHIND:
                await connection.execute(statement)
            observer.restart()
        assert observer.recording.bytes_sent == 0
        async with pool.acquire() as connection:
            assert tuple(await connection.fetchrow(LEFT) or ()) == ("7MB", 1)


async def test_sqlalchemys_pool_rolls_back_and_leaves_what_was_committed(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """An open transaction gets ROLLBACK; a committed setting and a lock reach the next."""
    engine = engines(driver, pool_size=1, max_overflow=0)
    async with engine.connect() as connection:
        for statement in LEAVE_BEHIND:
            await connection.execute(text(statement))
        await connection.commit()
        await connection.execute(text("SELECT 1"))
        observer.restart()
    assert sent(observer) == ["ROLLBACK"]
    async with engine.connect() as connection:
        assert tuple((await connection.execute(text(LEFT))).one()) == ("7MB", 1)


async def test_sqlalchemys_pool_sends_nothing_after_a_commit(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """The ROLLBACK of the release is the driver's call: without a transaction it sends nothing."""
    async with engines(driver).connect() as connection:
        await connection.execute(text("SELECT 1"))
        await connection.commit()
        observer.restart()
    assert observer.recording.bytes_sent == 0


# Checkout

PINGS = {
    "asyncpg": (3, ["BEGIN", "", "ROLLBACK"]),
    "psycopg": (1, [""]),
}


async def test_a_ping_costs_what_its_driver_makes_of_it(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """asyncpg: an empty statement in a transaction of its own, three round trips; psycopg: one."""
    engine = engines(driver, pool_pre_ping=True)
    for _ in range(2):
        await warm(engine)
    observer.restart()
    async with engine.connect():
        round_trips = observer.recording.round_trips
        assert (round_trips, sent(observer)) == PINGS[driver]


async def test_asyncpgs_pool_sends_no_ping(observer: Observer) -> None:
    """At checkout nothing is sent: "built in" means that a closed socket is noticed."""
    async with asyncpg.create_pool(observer.url, min_size=1, max_size=1) as pool:
        observer.restart()
        async with pool.acquire():
            assert observer.recording.bytes_sent == 0


# BEGIN


async def test_asyncpg_begins_when_the_block_is_entered(
    by_asyncpg: asyncpg.Connection[Any], observer: Observer
) -> None:
    """An empty block is two round trips: BEGIN and COMMIT."""
    observer.restart()
    async with by_asyncpg.transaction():
        pass
    assert sent(observer) == ["BEGIN", "COMMIT"]


async def test_sqlalchemy_begins_with_the_first_statement(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """An empty block sends nothing; BEGIN goes out ahead of the first statement."""
    engine = engines(driver)
    await warm(engine)
    observer.restart()
    async with engine.begin() as connection:
        assert observer.recording.bytes_sent == 0
        await connection.execute(text("SELECT 1"))
        assert sent(observer) == ["BEGIN", "SELECT 1"]
    observer.restart()
    async with engine.begin():
        pass
    assert observer.recording.bytes_sent == 0


async def test_after_an_autocommit_use_begin_names_the_level(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """A connection that was in AUTOCOMMIT has its level set again, and says it in each BEGIN."""
    engine = engines(driver, pool_size=1, max_overflow=0)
    await warm(engine)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        observer.restart()
        await connection.execute(text("SELECT 1"))
        assert sent(observer) == ["SELECT 1"]
    assert sent(observer) == []
    for _ in range(2):
        await warm(engine)
        assert sent(observer)[0] == "BEGIN ISOLATION LEVEL READ COMMITTED"
