"""The four ways ask the same of Postgres: settings, pool, prepared statements, transactions.

All of it is seen from outside, by a trigger in the way's own session, by the list of sessions, and
on the wire. So a difference between two ways is the library's, or is none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeAlias

import asyncpg
import pytest

from shared.domain import Isolation, NewTask, PoolStatus
from shared.errors import PoolExhausted
from shared.protocol import Database, Repository
from shared.settings import Driver, Settings
from tests.contract.obstacles import new_application_name, on_insert, sessions_of
from workbook.ways import Way
from workbook.wire import Observer, observe

Sql: TypeAlias = "asyncpg.Connection[Any]"

# psycopg forgets its prepared statements after a rollback; that is its own doing, in every way.
AFTER_ROLLBACK: dict[Driver, list[str]] = {"asyncpg": [], "psycopg": ["DEALLOCATE ALL"]}

# What a driver says of itself at connect: no setting of ours, and the same encoding for all.
ENCODING = "client_encoding"

LOOK = """
    INSERT INTO seen SELECT 'setting ' || name, setting FROM pg_settings WHERE source = 'client';
    INSERT INTO seen SELECT 'now ' || name, current_setting(name) FROM unnest(ARRAY[
        'transaction_isolation', 'transaction_read_only', 'transaction_deferrable',
        'default_transaction_isolation', 'default_transaction_read_only', 'search_path',
        'session_replication_role', 'DateStyle', 'plan_cache_mode', 'synchronous_commit',
        'jit', 'extra_float_digits'
    ]) AS name;
    INSERT INTO seen SELECT 'session', pg_backend_pid();
    INSERT INTO seen SELECT 'prepared', count(*) FROM pg_prepared_statements
        WHERE statement ~ '^\\s*INSERT INTO tasks'"""


@pytest.fixture(autouse=True)
async def clean_tables(sql: Sql) -> None:
    """Every test starts without tasks."""
    await sql.execute("TRUNCATE tasks, projects")


@pytest.fixture
async def watched(sql: Sql) -> AsyncIterator[None]:
    """Whoever inserts a task writes down, in the table `seen`, what its session is like."""
    await sql.execute("CREATE TABLE seen (what text NOT NULL, value text)")
    try:
        async with on_insert(sql, "tasks", LOOK):
            yield
    finally:
        await sql.execute("DROP TABLE seen")


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Observer]:
    """Stands between a way and the database."""
    async with observe(database_url) as observer:
        yield observer


def opened(way: Way, url: str, **settings: Any) -> AbstractAsyncContextManager[Database]:
    """The way, opened with settings of the test's own."""
    return way.database.open(Settings(url, driver=way.driver, **settings))


async def seen(sql: Sql, kind: str) -> dict[str, str]:
    """What was written down of this kind, by its name."""
    rows = await sql.fetch("SELECT what, value FROM seen WHERE starts_with(what, $1)", kind)
    return {row["what"].removeprefix(kind).strip(): row["value"] for row in rows}


def sent(observer: Observer) -> list[str]:
    """The statements since the last time; whether one ends in a semicolon is the driver's habit."""
    texts = [text.rstrip(";") for text in observer.recording.texts]
    observer.restart()
    return texts


# The session

NOW = {
    "transaction_isolation": "read committed",
    "transaction_read_only": "off",
    "transaction_deferrable": "off",
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
}


async def test_each_way_asks_for_the_same_settings_and_no_others(
    way: Way, sql: Sql, database_url: str, watched: None
) -> None:
    """What the session got from its client is `server_settings`, the encoding, and nothing else."""
    wishes: dict[str, Any] = {
        "application_name": "same for all",
        "statement_timeout": 7.0,
        "lock_timeout": 3.0,
        "idle_in_transaction_timeout": 11.0,
    }
    async with (
        opened(way, database_url, **wishes) as database,
        database.transaction() as repository,
    ):
        await repository.add_task(NewTask("x"))
    asked = {name.lower(): value for name, value in (await seen(sql, "setting")).items()}
    assert asked.pop(ENCODING, "UTF8") == "UTF8", way.label
    assert asked == Settings(database_url, **wishes).server_settings, way.label


@pytest.mark.parametrize("kind", ["transaction", "autocommit"])
async def test_each_way_works_in_the_servers_own_kind_of_transaction(
    way: Way, kind: str, sql: Sql, database_url: str, watched: None
) -> None:
    """Read committed and not read-only, as a plain connection has it, in both kinds of block."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('plain')")
    plain = await seen(sql, "now")
    await sql.execute("TRUNCATE seen")
    async with opened(way, database_url) as database, getattr(database, kind)() as repository:
        await repository.add_task(NewTask("x"))
    assert plain.items() >= NOW.items()
    assert await seen(sql, "now") == plain, way.label


# The pool


async def test_each_pool_opens_on_demand_up_to_its_limit_and_keeps(
    way: Way, sql: Sql, database_url: str
) -> None:
    """One connection at first, then as many as are in use, two at most; none is closed after."""
    name = new_application_name()
    settings = {"pool_size": 2, "acquire_timeout": 0.1, "application_name": name}
    async with opened(way, database_url, **settings) as database:
        assert database.pool_status() == PoolStatus(open=1, in_use=0, limit=2), way.label
        async with AsyncExitStack() as blocks:
            for in_use in (1, 2):
                await blocks.enter_async_context(database.autocommit())
                status = PoolStatus(open=in_use, in_use=in_use, limit=2)
                assert database.pool_status() == status, way.label
                assert len(await sessions_of(sql, name)) == in_use, way.label
            with pytest.raises(PoolExhausted):
                await blocks.enter_async_context(database.autocommit())
        assert database.pool_status() == PoolStatus(open=2, in_use=0, limit=2), way.label
        assert len(await sessions_of(sql, name)) == 2, way.label


async def test_each_pool_hands_out_the_connection_that_came_back_last(
    way: Way, sql: Sql, database_url: str, watched: None
) -> None:
    """Of two connections only one is used by blocks that follow each other."""
    async with opened(way, database_url, pool_size=2) as database:
        async with database.autocommit(), database.autocommit():
            assert database.pool_status().open == 2, way.label
        for number in range(3):
            async with database.autocommit() as repository:
                await repository.add_task(NewTask(str(number)))
    rows = await sql.fetch("SELECT value FROM seen WHERE what = 'session'")
    sessions = [row["value"] for row in rows]
    assert (len(sessions), len(set(sessions))) == (3, 1), way.label


# Prepared statements


@pytest.mark.parametrize("size", [100, 0])
async def test_each_way_prepares_at_the_first_use_or_never(
    way: Way, size: int, sql: Sql, database_url: str, watched: None
) -> None:
    """A prepared statement from its first execution on; with a cache of 0 never one."""
    async with opened(way, database_url, statement_cache_size=size) as database:
        for number in range(3):
            async with database.transaction() as repository:
                await repository.add_task(NewTask(str(number)))
    rows = await sql.fetch("SELECT value FROM seen WHERE what = 'prepared' ORDER BY ctid")
    assert [row["value"] for row in rows] == ["1" if size else "0"] * 3, way.label


# Transactions on the wire

BEGINNINGS: list[tuple[dict[str, Any], str]] = [
    ({}, "BEGIN"),
    ({"read_only": True}, "BEGIN READ ONLY"),
    *(({"isolation": level}, f"BEGIN ISOLATION LEVEL {level.value}") for level in Isolation),
    (
        {"isolation": Isolation.SERIALIZABLE, "read_only": True},
        "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
    ),
]


@pytest.mark.parametrize(("options", "begin"), BEGINNINGS, ids=[text for _, text in BEGINNINGS])
async def test_each_way_begins_and_commits_in_the_same_words(
    way: Way, options: dict[str, Any], begin: str, observer: Observer
) -> None:
    """BEGIN with what was asked for and no more, one statement, COMMIT: three, three times over."""
    async with opened(way, observer.url, pool_size=1) as database:
        observer.restart()
        for _ in range(3):
            async with database.transaction(**options) as repository:
                await repository.count_tasks()
            first, statement, last = sent(observer)
            assert (first, statement[:6], last) == (begin, "SELECT", "COMMIT"), way.label


class Undo(Exception):
    """Raised to leave a block."""


async def test_each_way_rolls_back_in_the_same_words(way: Way, observer: Observer) -> None:
    """BEGIN, the statement, ROLLBACK; what comes after it is the driver's, not the way's."""

    async def fail(repository: Repository) -> None:
        await repository.count_tasks()
        raise Undo

    async with opened(way, observer.url) as database:
        observer.restart()
        with pytest.raises(Undo):
            async with database.transaction() as repository:
                await fail(repository)
        first, _, *last = sent(observer)
        assert (first, last) == ("BEGIN", ["ROLLBACK", *AFTER_ROLLBACK[way.driver]]), way.label


async def test_no_way_sends_anything_at_checkout_or_release(way: Way, observer: Observer) -> None:
    """No ping and no reset: an autocommit block sends its statement, and an empty one nothing."""
    async with opened(way, observer.url) as database:
        async with database.autocommit() as repository:
            await repository.count_tasks()
        observer.restart()
        async with database.autocommit():
            pass
        assert observer.recording.bytes_sent == 0, way.label
        async with database.autocommit() as repository:
            await repository.count_tasks()
        assert observer.recording.round_trips == 1, way.label
        [statement] = sent(observer)
        assert statement.startswith("SELECT"), way.label
