"""What a fault needs: a way of its own session name, opened through the observer, on a small pool.

After each test the way must be healthy, and once it is closed the process must be as before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import pytest

from shared.errors import Closed
from shared.protocol import Database
from shared.settings import Settings
from tests.contract.conftest import Open, Sql, clean_tables
from tests.contract.obstacles import new_application_name
from tests.faults.health import Footprint, assert_healthy
from workbook.ways import Way
from workbook.wire import Observer, observe

__all__ = ["clean_tables"]

POOL_SIZE = 3


@pytest.fixture
def application_name() -> str:
    """By which the sessions of this test are known."""
    return new_application_name()


@pytest.fixture
async def footprint(sql: Sql) -> AsyncIterator[Footprint]:
    """What the process holds: the same after the test as before it."""
    footprint = Footprint()
    with footprint.listening():
        yield footprint
        await footprint.assert_unchanged()


@pytest.fixture
async def observer(footprint: Footprint, database_url: str) -> AsyncIterator[Observer]:
    """Stands between the way under test and Postgres; the way is healthy when it is thawed."""
    async with observe(database_url) as observer:
        yield observer


@pytest.fixture
def open_database(way: Way, observer: Observer, application_name: str) -> Open:
    """The way under test, through the observer, to be opened with other settings."""
    usual: dict[str, Any] = {
        "url": observer.url,
        "driver": way.driver,
        "pool_size": POOL_SIZE,
        "application_name": application_name,
        "close_timeout": 1.0,
    }

    def opened(**settings: Any) -> AbstractAsyncContextManager[Database]:
        return way.database.open(Settings(**usual | settings))

    return opened


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    """`aclose()` of this closes the database before the test ends."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def database(
    open_database: Open,
    observer: Observer,
    sql: Sql,
    application_name: str,
    closing: AsyncExitStack,
) -> AsyncIterator[Database]:
    """The way under test, open. If the test has left it open it must be healthy."""
    database = await closing.enter_async_context(open_database())
    yield database
    observer.thaw()
    if not await is_closed(database):
        await assert_healthy(database, sql, application_name)


async def is_closed(database: Database) -> bool:
    """Whether no block can be had any more."""
    try:
        async with database.autocommit():
            return False
    except Closed:
        return True
