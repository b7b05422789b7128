"""What a history needs: a way of its own session name, tasks to meet at, and a stage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress

import asyncpg
import pytest

from shared.domain import Isolation
from shared.protocol import Database
from shared.settings import Settings
from tests.contract.conftest import Sql, clean_tables
from tests.contract.obstacles import new_application_name, server_default
from tests.histories.recorder import Recorder
from tests.histories.script import TASKS
from tests.histories.stage import Stage
from workbook.ways import Way

__all__ = ["clean_tables"]

OpenWay = Callable[[Way], AbstractAsyncContextManager[Database]]
Record = Callable[[Database, Isolation], Awaitable[Recorder]]


@pytest.fixture
def application_name() -> str:
    """By which the sessions of this test are known."""
    return new_application_name()


@pytest.fixture
def stage(sql: Sql, application_name: str) -> Stage:
    """Where transactions are played against each other."""
    return Stage(sql, application_name)


@pytest.fixture
async def open_way(sql: Sql, database_url: str, application_name: str) -> AsyncIterator[OpenWay]:
    """Opens any way; a deadlock is ended soon where we may ask the server for it."""

    def opened(way: Way) -> AbstractAsyncContextManager[Database]:
        settings = Settings(database_url, driver=way.driver, application_name=application_name)
        return way.database.open(settings)

    async with AsyncExitStack() as stack:
        with suppress(asyncpg.InsufficientPrivilegeError):
            await stack.enter_async_context(server_default(sql, "deadlock_timeout", "10ms"))
        yield opened


@pytest.fixture
async def database(way: Way, open_way: OpenWay) -> AsyncIterator[Database]:
    """The way under test, open."""
    async with open_way(way) as database:
        yield database


@pytest.fixture
def record(sql: Sql) -> Record:
    """Begins a history on empty tables."""

    async def begin(database: Database, isolation: Isolation) -> Recorder:
        await sql.execute("DELETE FROM tasks")
        recorder = Recorder(sql, database, isolation)
        await recorder.store(len(TASKS))
        return recorder

    return begin
