"""One way at work: its own copy of the sample, and the two connections it is asked through.

One goes through the observer, which counts; the other does not, and is timed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

import asyncpg

from shared.errors import RepositoryError
from shared.postgres import Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from workbook.operation import Operation, Work
from workbook.tables import Sql
from workbook.ways import Way
from workbook.wire import Observer, observe


class CannotOpen(Exception):
    """A way's database cannot be opened; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: what it gave back or raised, and what went over the wire."""

    result: object
    error: Exception | None
    sql: tuple[str, ...]
    round_trips: int


@dataclass(frozen=True, slots=True)
class Participant:
    """A way with a connection through `observer`, a direct one, and `sql` to see what it left."""

    way: Way
    repository: type
    observed: Database
    observer: Observer
    direct: Database
    sql: Sql

    async def try_out(self, operation: Operation, work: Work) -> Attempt:
        """Do the work once, with the observer counting."""
        self.observer.restart()
        try:
            result, error = await operation.perform(self.observed, work), None
        except Exception as raised:  # whatever leaves a way is a finding
            result, error = None, raised
        recording = self.observer.recording
        return Attempt(result, error, tuple(recording.texts), recording.round_trips)

    async def time(self, operation: Operation, work: Work) -> float:
        """Seconds from entering the block to having left it, with nothing in between."""
        start = perf_counter()
        with suppress(Exception):
            await operation.perform(self.direct, work)
        return perf_counter() - start


@asynccontextmanager
async def taking_part(way: Way, server: Server, template: str) -> AsyncIterator[Participant]:
    """A way on a new copy of the database `template`. Raises CannotOpen."""
    async with (
        fresh_database(server, database_name(template)) as url,
        observe(url) as observer,
        _opened(way, url) as direct,
        _opened(way, observer.url) as observed,
        connected(url) as sql,
    ):
        async with direct.autocommit() as repository:
            kind = type(repository)
        yield Participant(way, kind, observed, observer, direct, sql)


@asynccontextmanager
async def _opened(way: Way, url: str) -> AsyncIterator[Database]:
    """One connection, so that every call finds its statements prepared."""
    settings = Settings(url, driver=way.driver, pool_size=1)
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(way.database.open(settings))
        except RepositoryError as error:
            raise CannotOpen(f"{way.name} cannot be opened: {error}") from error
        yield database


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Sql]:
    sql = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    try:
        yield sql
    finally:
        await sql.close()


def database_name(url: str) -> str:
    """The database that a URL names."""
    return urlsplit(url).path.removeprefix("/")
