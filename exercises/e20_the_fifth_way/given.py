"""What learners are given: rows, a pool of asyncpg, and what its errors mean. Nobody must use it.

What is difficult here is told in the fault lab, and has a test in the suite: close in time whatever
is still open, and name what went wrong by its SQLSTATE.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg
from asyncpg import Record
from asyncpg.pool import PoolConnectionProxy

from shared.boundary import Boundary
from shared.domain import Isolation
from shared.errors import ConnectionLost, Diagnosis, InvalidInput, PoolExhausted, Unavailable
from shared.settings import Settings


class Task(Record):
    """A row that is asked by attribute; the row of a join is a task as well."""

    id: int
    title: str
    done: bool
    project_id: int | None
    assignee: str | None
    due_at: datetime | None
    external_id: str | None
    version: int
    created_at: datetime

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its tasks."""

    id: int
    name: str
    created_at: datetime
    tasks: list[Task]


def has_ended(connection: PoolConnectionProxy[Any]) -> bool:
    """Whether its session is known to be over: then the pool has taken the connection back."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


LEVELS: dict[Isolation | None, Literal["read_committed", "repeatable_read", "serializable"] | None]
LEVELS = {
    None: None,
    Isolation.READ_COMMITTED: "read_committed",
    Isolation.REPEATABLE_READ: "repeatable_read",
    Isolation.SERIALIZABLE: "serializable",
}
"""A level of the protocol in asyncpg's words; None is the server's default."""


@asynccontextmanager
async def open_pool(settings: Settings) -> AsyncIterator[tuple[asyncpg.Pool[Any], Boundary]]:
    """A pool whose first connection is there, and the boundary that every unit of work passes.

    Connections are not replaced by age: `recycle_after` is left to those who need it.
    """
    async with Boundary.opening(diagnose, settings) as boundary:
        if settings.driver != "asyncpg":
            raise InvalidInput("this way speaks through asyncpg only", "driver")
        pool = await asyncpg.create_pool(
            settings.url,
            min_size=0,
            init_size=1,
            max_size=settings.pool_size,
            max_inactive_connection_lifetime=0,
            timeout=settings.connect_timeout,
            reset=_keep_session,
            statement_cache_size=settings.statement_cache_size,
            max_cached_statement_lifetime=0,
            server_settings=settings.server_settings,
        )
    try:
        yield pool, boundary
    finally:
        await boundary.close(settings.close_timeout)
        await _close(pool, settings.close_timeout)


async def _keep_session(connection: asyncpg.Connection[Any]) -> None:
    """In place of the pool's own reset, which is a round trip at every release."""


async def _close(pool: asyncpg.Pool[Any], timeout: float) -> None:
    try:
        async with asyncio.timeout(timeout):
            await pool.close()
    except TimeoutError:
        pool.terminate()


def diagnose(error: BaseException) -> Diagnosis | None:
    """What an exception of asyncpg's means, in the words of `shared.errors`."""
    match error:
        case asyncpg.PostgresError():
            return Diagnosis.of_driver(error)
        case asyncpg.InterfaceError() | asyncpg.InternalClientError():
            return Diagnosis(str(error), kind=ConnectionLost)
        case TimeoutError():
            return Diagnosis("no connection was free in time", kind=PoolExhausted)
        case OSError():
            return Diagnosis(str(error), kind=Unavailable)
        case _:
            return None
