"""Raw asyncpg: who owns connections and transactions.

The pool gives one, a block on it makes the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from typing import Any, Literal, Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.boundary import Boundary
from shared.domain import Isolation, PoolStatus
from shared.errors import ConnectionLost, Diagnosis, InvalidInput, PoolExhausted, Unavailable
from shared.settings import Settings, milliseconds
from variants.asyncpg_raw.repository import Repository


class Database:
    def __init__(self, pool: asyncpg.Pool[Any], boundary: Boundary, settings: Settings) -> None:
        self._pool = pool
        self._boundary = boundary
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        async with Boundary.opening(diagnose, settings) as boundary:
            pool = await _open_pool(settings)
        try:
            async with _recycling(pool, settings.recycle_after):
                yield cls(pool, boundary, settings)
        finally:
            try:
                await boundary.close(settings.close_timeout)
            finally:
                await _close_pool(pool, settings.close_timeout)

    @asynccontextmanager
    async def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        statement_timeout: float | None = None,
    ) -> AsyncIterator[Repository]:
        async with (
            self._boundary.transaction(isolation, statement_timeout, read_only=read_only) as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
            level = LEVELS[isolation] if isolation else None
            async with connection.transaction(isolation=level, readonly=read_only):
                if statement_timeout is not None:
                    await connection.execute(SET_TIMEOUT, milliseconds(statement_timeout))
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Repository]:
        async with (
            self._boundary.autocommit() as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
            async with unit.body():
                yield Repository(connection, unit, atomic=connection.transaction)

    def pool_status(self) -> PoolStatus:
        size, idle = self._pool.get_size(), self._pool.get_idle_size()
        return PoolStatus(open=size, in_use=size - idle, limit=self._pool.get_max_size())


LEVELS: dict[Isolation, Literal["read_committed", "repeatable_read", "serializable"]] = {
    Isolation.READ_COMMITTED: "read_committed",
    Isolation.REPEATABLE_READ: "repeatable_read",
    Isolation.SERIALIZABLE: "serializable",
}
SET_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


async def _open_pool(settings: Settings) -> asyncpg.Pool[Any]:
    if settings.driver != "asyncpg":
        raise InvalidInput("raw asyncpg speaks through asyncpg only", "driver")
    return await asyncpg.create_pool(
        settings.url,
        connect=_connect,
        min_size=0,
        init_size=1,  # one connection at once: the proof that the server answers
        max_size=settings.pool_size,
        max_inactive_connection_lifetime=0,  # kept until the end, as SQLAlchemy's pool keeps them
        timeout=settings.connect_timeout,
        reset=_leave_session_alone,
        statement_cache_size=settings.statement_cache_size,
        max_cached_statement_lifetime=0,
        server_settings=settings.server_settings,
    )


async def _connect(*arguments: Any, **options: Any) -> Any:
    """As the pool does it; a server that is late must not look like a pool that is used up."""
    try:
        return await asyncpg.connect(*arguments, **options)
    except TimeoutError as error:
        raise Unavailable("the server did not answer within connect_timeout") from error


@asynccontextmanager
async def _recycling(pool: asyncpg.Pool[Any], seconds: float | None) -> AsyncIterator[None]:
    """In this block connections grow no older than `seconds`, and some more until they are used."""
    expiring = None if seconds is None else asyncio.create_task(_expire(pool, seconds))
    try:
        yield
    finally:
        if expiring is not None:
            expiring.cancel()
            await asyncio.wait([expiring])


async def _expire(pool: asyncpg.Pool[Any], seconds: float) -> None:
    """The pool knows no age of a connection: at intervals all that there are expire together."""
    while True:
        await asyncio.sleep(seconds)
        await pool.expire_connections()


async def _close_pool(pool: asyncpg.Pool[Any], timeout: float) -> None:
    try:
        async with asyncio.timeout(timeout):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _leave_session_alone(connection: asyncpg.Connection[Any]) -> None:
    """In place of the pool's own reset query, which is a round trip at every release.

    Nothing here changes the session: what a block sets, it sets for its transaction.
    """


def _cut(connection: PoolConnectionProxy[Any]) -> None:
    """End a connection without asking the server, unless it is back in the pool."""
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


def _has_ended(connection: PoolConnectionProxy[Any]) -> bool:
    """Whether the session is known to be over: then the pool has taken the connection back."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


def diagnose(error: BaseException) -> Diagnosis | None:
    """asyncpg has a class for every SQLSTATE, all below PostgresError, and InterfaceError."""
    match error:
        case asyncpg.PostgresError():
            return Diagnosis.of_driver(error)
        case asyncpg.InterfaceError() | asyncpg.InternalClientError():
            return Diagnosis(str(error), kind=ConnectionLost)
        case asyncio.TimeoutError():
            return Diagnosis("no connection was free in time", kind=PoolExhausted)
        case OSError():
            return Diagnosis(str(error), kind=Unavailable)
        case _:
            return None
