"""What a test of the service asks for: the app of some way, a client of it, and the other door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeAlias

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from shared.settings import Settings
from tests.contract.obstacles import new_application_name
from tests.ways import chosen_ways
from workbook.service.app import create_app
from workbook.service.settings import ServiceSettings
from workbook.ways import Way

Sql: TypeAlias = "asyncpg.Connection[Any]"
Service: TypeAlias = Callable[..., AbstractAsyncContextManager[FastAPI]]

POOL_SIZE = 2
BASE_URL = "http://service"
MOMENT = "2026-01-02 03:04:05+00"


@pytest.fixture(autouse=True)
async def empty_tables(sql: Sql) -> AsyncIterator[None]:
    """Every test starts with empty tables, ids from 1, and a clock that stands still."""
    await sql.execute("TRUNCATE tasks, projects RESTART IDENTITY")
    await set_clock(sql, f"'{MOMENT}'")
    yield
    await set_clock(sql, "now()")


async def set_clock(sql: Sql, default: str) -> None:
    """What `created_at` is from now on."""
    for table in ("tasks", "projects"):
        await sql.execute(f"ALTER TABLE {table} ALTER created_at SET DEFAULT {default}")


@pytest.fixture
def application_name() -> str:
    """By which a test knows the sessions of its own service."""
    return new_application_name()


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """Calls the app in this process; what it raises is answered as a server would."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL)


@asynccontextmanager
async def running(way: Way, settings: ServiceSettings) -> AsyncIterator[FastAPI]:
    """The app of a way, between the start and the end of its lifespan."""
    app = create_app(way, settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def service(way: Way, database_url: str, application_name: str) -> Service:
    """Runs the way's app with settings of the test's own: `service(pool_size=1)`."""

    def run(
        largest_body: int = 65_536,
        request_timeout: float = 10.0,
        slow_operation: float = 10.0,
        **options: Any,
    ) -> AbstractAsyncContextManager[FastAPI]:
        given = {"pool_size": POOL_SIZE, "application_name": application_name, **options}
        database = Settings(database_url, driver=way.driver, **given)
        limits = ServiceSettings(database, largest_body, request_timeout, slow_operation)
        return running(way, limits)

    return run


@pytest.fixture(scope="session")
def ways(pytestconfig: pytest.Config) -> Sequence[Way]:
    """All that take part in this run."""
    return chosen_ways(pytestconfig.getoption("--variant"), pytestconfig.getoption("--driver"))


@pytest.fixture(scope="session")
async def running_apps(database_url: str) -> AsyncIterator[Callable[[Way], Awaitable[FastAPI]]]:
    """Runs the app of each way once and keeps it running: tests of all ways come in any order."""
    apps: dict[Way, FastAPI] = {}
    async with AsyncExitStack() as stack:

        async def run(way: Way) -> FastAPI:
            if way not in apps:
                database = Settings(database_url, driver=way.driver, pool_size=POOL_SIZE)
                apps[way] = await stack.enter_async_context(running(way, ServiceSettings(database)))
            return apps[way]

        yield run


@pytest.fixture
async def app(
    way: Way, running_apps: Callable[[Way], Awaitable[FastAPI]]
) -> AsyncIterator[FastAPI]:
    """The way's app, running. A test that leaves a connection in use has failed."""
    app = await running_apps(way)
    yield app
    assert app.state.database.pool_status().in_use == 0, "a connection was not given back"


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the way's app."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def any_client(
    ways: Sequence[Way], running_apps: Callable[[Way], Awaitable[FastAPI]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the first way's app: for what is decided before any way is asked."""
    async with client_of(await running_apps(ways[0])) as client:
        yield client
