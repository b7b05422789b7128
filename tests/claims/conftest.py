"""What a trial needs: Postgres behind the observer, and engines that are closed when it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias

import asyncpg
import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.settings import Driver
from workbook.wire import Observer, observe

Sql: TypeAlias = "asyncpg.Connection[Any]"
Engines: TypeAlias = Callable[..., AsyncEngine]


@pytest.fixture(autouse=True)
async def empty_tables(sql: Sql) -> None:
    """Every trial starts with empty tables, whose ids begin at 1."""
    await sql.execute("TRUNCATE tasks, projects RESTART IDENTITY")


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Observer]:
    """Stands between the libraries and the database, and counts."""
    async with observe(database_url) as observer:
        yield observer


@pytest.fixture(params=["asyncpg", "psycopg"])
def driver(request: pytest.FixtureRequest) -> Driver:
    """Each driver in its turn."""
    chosen: Driver = request.param
    return chosen


@pytest.fixture
async def engines(observer: Observer) -> AsyncIterator[Engines]:
    """Makes engines as a newcomer would: `engines("psycopg", pool_size=2)`; disposed at the end."""
    async with AsyncExitStack() as stack:

        def made(driver: Driver = "asyncpg", **options: Any) -> AsyncEngine:
            url = make_url(observer.url).set(drivername=f"postgresql+{driver}")
            engine = create_async_engine(url, **options)
            stack.push_async_callback(engine.dispose)
            return engine

        yield made


@pytest.fixture
async def by_asyncpg(observer: Observer) -> AsyncIterator[Sql]:
    """A bare asyncpg connection through the observer."""
    connection = await asyncpg.connect(observer.url)
    yield connection
    await connection.close()


@pytest.fixture
async def by_psycopg(observer: Observer) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A bare psycopg connection through the observer."""
    connection = await psycopg.AsyncConnection.connect(observer.url)
    yield connection
    await connection.close()
