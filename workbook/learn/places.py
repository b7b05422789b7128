"""What each library naturally gives an answer to work with, in each kind of block.

An answer gets a connection or a session of its own from a small pool, so that the second block in a
test finds its statements prepared. What it leaves uncommitted is rolled back when the block ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal, Protocol

import asyncpg
import sqlmodel.ext.asyncio.session as sqlmodel_session
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

Scope = Literal["autocommit", "transaction", "own", "none"]
"""Who begins and commits: each statement by itself, the test, the answer; "none" for no place."""

POOL_SIZE = 5
SESSION_NAME = "answer"
"""By which Postgres knows the sessions of an answer."""
SERVER_SETTINGS = {"application_name": SESSION_NAME, "timezone": "UTC"}


class Place(Protocol):
    """Opens blocks of each kind; what a block gives is what the answer's `__init__` takes."""

    def autocommit(self) -> AbstractAsyncContextManager[Any]: ...
    def transaction(self) -> AbstractAsyncContextManager[Any]: ...
    def own(self) -> AbstractAsyncContextManager[Any]: ...


class _RawPlace:
    """asyncpg: a connection commits each statement by itself outside of `transaction()`."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    @asynccontextmanager
    async def own(self) -> AsyncIterator[PoolConnectionProxy[Any]]:
        async with self._pool.acquire() as connection:
            yield connection

    autocommit = own

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PoolConnectionProxy[Any]]:
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection


class _CorePlace:
    """Core: a connection begins with its first statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def own(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        async with _autocommitting(self._engine).connect() as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as connection:
            yield connection


class _SessionPlace:
    """The ORM and SQLModel: a session takes a connection, and begins, with its first statement."""

    def __init__(self, engine: AsyncEngine, session: type[AsyncSession]) -> None:
        self._engine = engine
        self._session = session

    @asynccontextmanager
    async def own(self) -> AsyncIterator[AsyncSession]:
        async with self._session(self._engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncSession]:
        async with self._session(_autocommitting(self._engine), expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with self.own() as session, session.begin():
            yield session


def _autocommitting(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def raw_place(url: str) -> AsyncIterator[Place]:
    pool = await asyncpg.create_pool(
        url,
        min_size=0,
        init_size=1,
        max_size=POOL_SIZE,
        reset=_roll_back,
        server_settings=SERVER_SETTINGS,
    )
    try:
        yield _RawPlace(pool)
    finally:
        pool.terminate()


async def _roll_back(connection: asyncpg.Connection[Any]) -> None:
    """As SQLAlchemy's pool does; asyncpg's own reset would be a statement at every release."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


@asynccontextmanager
async def core_place(url: str) -> AsyncIterator[Place]:
    async with _engine(url) as engine:
        yield _CorePlace(engine)


@asynccontextmanager
async def orm_place(url: str) -> AsyncIterator[Place]:
    async with _engine(url) as engine:
        yield _SessionPlace(engine, AsyncSession)


@asynccontextmanager
async def sqlmodel_place(url: str) -> AsyncIterator[Place]:
    async with _engine(url) as engine:
        yield _SessionPlace(engine, sqlmodel_session.AsyncSession)


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    """Connected once, because an engine asks the server about itself at its first connection."""
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": SERVER_SETTINGS},
        pool_size=POOL_SIZE,
        max_overflow=0,
    )
    try:
        async with engine.connect():
            pass
        yield engine
    finally:
        await engine.dispose()


PLACES: Mapping[str, Callable[[str], AbstractAsyncContextManager[Place]]] = {
    "asyncpg_raw": raw_place,
    "sqlalchemy_core": core_place,
    "sqlalchemy_orm": orm_place,
    "sqlmodel_orm": sqlmodel_place,
}
