"""What every answer to e17 can do, and where the pools come from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, Self
from weakref import WeakSet

import asyncpg
from sqlalchemy import PoolProxiedConnection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from workbook.learn.places import SERVER_SETTINGS


class Moving(Protocol):
    @classmethod
    def open(cls, url: str) -> AbstractAsyncContextManager[Self]:
        """The service with its pool, for as long as the block lasts."""
        ...

    async def move_task(self, task_id: int, project_id: int) -> None:
        """Move the task and commit. Raises ProjectNotFound and TaskNotFound."""
        ...


@asynccontextmanager
async def pool_at(url: str, size: int) -> AsyncIterator[asyncpg.Pool[Any]]:
    """A pool of asyncpg's that opens so many connections at most."""
    pool = await asyncpg.create_pool(
        url, min_size=size, max_size=size, server_settings=SERVER_SETTINGS
    )
    try:
        yield pool
    finally:
        pool.terminate()


@asynccontextmanager
async def engine_at(url: str, size: int) -> AsyncIterator[AsyncEngine]:
    """An engine whose pool opens so many connections at most."""
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": SERVER_SETTINGS},
        pool_size=size,
        max_overflow=0,
    )
    lent = WeakSet[PoolProxiedConnection]()
    event.listen(engine.sync_engine, "checkout", lambda _driver, _record, one: lent.add(one))
    try:
        yield engine
    finally:
        await engine.dispose()
        _end(lent)


def _end(lent: Iterable[PoolProxiedConnection]) -> None:
    """End what was never given back, before the garbage collector complains about it."""
    for connection in lent:
        if connection.is_valid:
            driver: Any = connection.driver_connection
            connection.detach()
            driver.terminate()
