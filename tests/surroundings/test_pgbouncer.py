"""Behind PgBouncer in transaction mode: what breaks without the setting, what holds with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shared.domain import NewTask, TaskFilter
from shared.errors import RepositoryError, Unavailable
from shared.protocol import Database
from shared.settings import Settings
from tests.contract.conftest import Sql
from tests.contract.obstacles import on_insert
from tests.surroundings.conftest import client, session_held
from workbook.ways import Way

LIMIT = 12.345
CALLERS = 6
LOCK = 4_711


def settings(way: Way, url: str, **others: Any) -> Settings:
    """Of a way on one connection, behind the pooler."""
    usual: dict[str, Any] = {"pool_size": 1, "driver": way.driver}
    return Settings(url, **usual | others)


async def counted(database: Database) -> int:
    """One statement by itself."""
    async with database.autocommit() as repository:
        return await repository.count_tasks()


def sqlstate(error: BaseException) -> object:
    """What Postgres said, the nearest of all that led to the error."""
    link: BaseException | None = error
    while link is not None and getattr(link, "sqlstate", None) is None:
        link = link.__cause__
    return getattr(link, "sqlstate", None)


def settings_as_titles(sql: Sql) -> AbstractAsyncContextManager[None]:
    """In this block a task that is added gets as its title the setting that it is named after."""
    return on_insert(sql, "tasks", "NEW.title := current_setting(NEW.title)")


async def titles(sql: Sql) -> list[str]:
    """What the tasks are called, in the order in which they were added."""
    return [title for (title,) in await sql.fetch("SELECT title FROM tasks ORDER BY id")]


# Without the setting


async def test_a_statement_that_was_prepared_in_another_session_is_not_there(
    way: Way, pooled_url: str
) -> None:
    """The second use gets another session of the server's: SQLSTATE 26000, and no retry helps."""
    async with way.database.open(settings(way, pooled_url)) as database:
        assert await counted(database) == 0
        async with session_held(pooled_url):
            with pytest.raises(RepositoryError) as caught:
                await counted(database)
    assert (type(caught.value), sqlstate(caught.value)) == (RepositoryError, "26000")
    assert not caught.value.retryable


async def test_two_clients_of_psycopg_meet_in_a_name(way: Way, pooled_url: str) -> None:
    """SQLSTATE 42P05 for the second; asyncpg's names differ within a process."""
    async with (
        way.database.open(settings(way, pooled_url)) as one,
        way.database.open(settings(way, pooled_url)) as other,
    ):
        assert await counted(one) == 0
        if way.driver == "asyncpg":
            assert await counted(other) == 0
            return
        with pytest.raises(RepositoryError) as caught:
            await counted(other)
    assert (type(caught.value), sqlstate(caught.value)) == (RepositoryError, "42P05")


async def test_a_pooler_that_was_not_told_refuses_the_limits(
    way: Way, untold_pooler_url: str
) -> None:
    """It says which startup parameter it does not know: a setting of the pooler's is missing."""
    with pytest.raises(Unavailable, match="unsupported startup parameter"):
        async with way.database.open(settings(way, untold_pooler_url)):
            pass


# With it


async def test_without_a_statement_cache_any_session_will_do(way: Way, pooled_url: str) -> None:
    """The same statement, in a session that has never seen it."""
    async with way.database.open(settings(way, pooled_url, statement_cache_size=0)) as database:
        assert await counted(database) == 0
        async with session_held(pooled_url):
            assert await counted(database) == 0


async def test_many_callers_share_few_sessions(way: Way, pooled_url: str) -> None:
    """Transactions, single statements, COPY, cursors and savepoints of six on two sessions."""
    calm = settings(way, pooled_url, statement_cache_size=0, pool_size=CALLERS)
    async with way.database.open(calm) as database:

        async def work(name: str) -> None:
            mine = TaskFilter(assignee=name)
            async with database.transaction() as repository:
                await repository.load_tasks([NewTask("x", assignee=name)] * 3)
                async with repository.savepoint():
                    await repository.add_task(NewTask("x", assignee=name))
            async with database.autocommit() as repository:
                assert [task.assignee async for task in repository.stream_tasks(mine)] == [name] * 4
                assert await repository.complete_tasks(mine) == 4

        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            for number in range(CALLERS):
                group.create_task(work(str(number)))
        assert await counted(database) == 4 * CALLERS


async def test_a_limit_of_the_session_is_the_poolers_and_that_of_a_block_holds(
    way: Way, pooled_url: str, sql: Sql
) -> None:
    """What was asked for at connect is not handed on; SET LOCAL goes with its transaction."""
    limited = settings(way, pooled_url, statement_cache_size=0, statement_timeout=LIMIT)
    async with settings_as_titles(sql), way.database.open(limited) as database:
        for limit in (None, 2.5, None):
            async with database.transaction(statement_timeout=limit) as repository:
                await repository.add_task(NewTask("statement_timeout"))
    assert await titles(sql) == ["30s", "2500ms", "30s"]


async def test_the_application_name_goes_with_the_client(
    way: Way, pooled_url: str, sql: Sql
) -> None:
    """PgBouncer tells it to whichever session it lends."""
    named = settings(way, pooled_url, statement_cache_size=0, application_name="nightly")
    async with settings_as_titles(sql), way.database.open(named) as database:
        async with client(pooled_url, server_settings={"application_name": "other"}) as other:
            await other.execute("SELECT 1")
        async with database.transaction() as repository:
            await repository.add_task(NewTask("application_name"))
    assert await titles(sql) == ["nightly"]


# What belongs to a session belongs to nobody


async def test_a_set_reaches_the_next_client(pooled_url: str) -> None:
    """Who comes next in the session finds it."""
    async with client(pooled_url) as one, client(pooled_url) as other:
        await one.execute("SET lock_timeout = '123ms'")
        assert await other.fetchval("SHOW lock_timeout") == "123ms"


async def test_a_lock_of_the_session_keeps_nobody_out(pooled_url: str, sql: Sql) -> None:
    """Both clients have it, as one session; a lock of the transaction does keep others out."""
    async with client(pooled_url) as one, client(pooled_url) as other:
        ours = "SELECT pg_try_advisory_lock($1)"
        assert [await who.fetchval(ours, LOCK) for who in (one, other)] == [True, True]
        async with one.transaction():
            await one.execute(f"SELECT pg_advisory_xact_lock({LOCK + 1})")
            assert not await other.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK + 1)


async def test_who_listens_stays_behind(pooled_url: str) -> None:
    """LISTEN is of the session: a client that gets another one listens to nothing."""
    async with client(pooled_url) as one:
        await one.execute("LISTEN news")
        listening = "SELECT array(SELECT pg_listening_channels())"
        assert await one.fetchval(listening) == ["news"]
        async with session_held(pooled_url):
            assert await one.fetchval(listening) == []


# Claim D7

OF_ASYNCPG, OF_SQLALCHEMY = "statement_cache_size", "prepared_statement_cache_size"
AHEAD = 100


@asynccontextmanager
async def lonely(pooled_url: str, off: Sequence[str]) -> AsyncIterator[AsyncConnection]:
    """A connection of a newcomer's engine, each of whose statements is a transaction by itself."""
    url = make_url(pooled_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, connect_args=dict.fromkeys(off, 0))
    try:
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def outcome(connection: AsyncConnection) -> object:
    """What becomes of a statement: its row, or the SQLSTATE."""
    try:
        return (await connection.execute(text("SELECT 'fine'"))).scalar_one()
    except DBAPIError as error:
        await connection.invalidate()
        return sqlstate(error)


@pytest.mark.parametrize(
    ("off", "then"),
    [
        ((), "26000"),
        ((OF_SQLALCHEMY,), "fine"),
        ((OF_ASYNCPG,), "fine"),
        ((OF_ASYNCPG, OF_SQLALCHEMY), "fine"),
    ],
)
async def test_a_kept_statement_is_not_there_in_another_session(
    off: Sequence[str], then: str, pooled_url: str
) -> None:
    """Neither cache of SQLAlchemy on asyncpg may keep a name; either of the settings will do."""
    async with lonely(pooled_url, off) as connection:
        assert await outcome(connection) == "fine"
        async with session_held(pooled_url):
            assert await outcome(connection) == then


@pytest.mark.parametrize(
    ("off", "then"),
    [
        ((), "42P05"),
        ((OF_SQLALCHEMY,), "42P05"),
        ((OF_ASYNCPG,), "fine"),
        ((OF_ASYNCPG, OF_SQLALCHEMY), "fine"),
    ],
)
async def test_a_name_that_another_process_has_taken_cannot_be_used(
    off: Sequence[str], then: str, pooled_url: str
) -> None:
    """Each process numbers its statements from 1; without asyncpg's cache they have no names."""
    async with client(pooled_url) as other_process, lonely(pooled_url, off) as connection:
        last: int = vars(asyncpg.connection)["_uid"]
        for number in range(last + 1, last + AHEAD):
            await other_process.execute(f"PREPARE __asyncpg_stmt_{number:x}__ AS SELECT 1")
        assert await outcome(connection) == then
