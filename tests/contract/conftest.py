"""What a contract test asks for: a database or a repository of some way, and the other door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Protocol, TypeAlias

import asyncpg
import pytest

from shared.protocol import Database, Repository
from shared.settings import Settings
from tests.surroundings.route import Route
from workbook.ways import Way

Sql: TypeAlias = "asyncpg.Connection[Any]"
Scope: TypeAlias = Callable[[], AbstractAsyncContextManager[Repository]]

BLOATED = 256 * 1024


class Open(Protocol):
    """Opens the way under test with settings of the test's own."""

    def __call__(self, **settings: Any) -> AbstractAsyncContextManager[Database]: ...


@pytest.fixture(autouse=True)
async def clean_tables(sql: Sql) -> None:
    """Every test starts with empty tables.

    While they are small DELETE is far faster than TRUNCATE; but it leaves the dead rows there.
    """
    if await sql.fetchval("SELECT pg_table_size('tasks') > $1", BLOATED):
        await sql.execute("TRUNCATE tasks, projects")
    else:
        await sql.execute("DELETE FROM tasks; DELETE FROM projects")


@pytest.fixture
async def database(
    way: Way, open_databases: Callable[[Way], Awaitable[Database]]
) -> AsyncIterator[Database]:
    """The way under test, open. A test that leaves a connection in use has failed."""
    database = await open_databases(way)
    yield database
    assert database.pool_status().in_use == 0, "a connection was not given back"


@pytest.fixture
def scope(scope_kind: str, database: Database) -> Scope:
    """Opens a block of either kind; both have committed once they are left.

    Our ways take turns: half of them keep a promise in the one kind, half in the other.
    """
    opened: Scope = getattr(database, scope_kind)
    return opened


@pytest.fixture
async def repository(database: Database) -> AsyncIterator[Repository]:
    """A repository in a transaction that is rolled back at the end."""

    class Undo(Exception):
        pass

    with suppress(Undo):
        async with database.transaction() as repository:
            yield repository
            raise Undo


@pytest.fixture
async def autocommit(database: Database) -> AsyncIterator[Repository]:
    """A repository whose writes `sql` can see at once."""
    async with database.autocommit() as repository:
        yield repository


@pytest.fixture
def open_database(way: Way, database_url: str, route: Route) -> Open:
    """The way under test, to be opened once more with other settings."""
    usual = {"url": database_url, "driver": way.driver, **route.settings}

    def opened(**settings: Any) -> AbstractAsyncContextManager[Database]:
        return way.database.open(Settings(**usual | settings))

    return opened
