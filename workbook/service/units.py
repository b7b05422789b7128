"""The unit of work of one request: one transaction, all of it or nothing, and never for ever.

- It ends before the answer begins: who hears of success may rely on the commit. (A dependency with
  `yield` would commit after the answer was sent, unless its scope says otherwise.)
- It is the whole of what a request does in Postgres and undoes itself, so it may be run again: an
  error that is `retryable` reaches the client after ATTEMPTS tries only. OutcomeUnknown is none.
- It is cancelled when the client has left, and when it outlasts `request_timeout`; its connection
  is given back either way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from shared.errors import OutcomeUnknown
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from workbook.service.observed import Observation
from workbook.service.problems import RequestTimeout

ATTEMPTS = 3

T = TypeVar("T")
Work = Callable[[Repository], Awaitable[T]]


class ClientLeft(Exception):
    """The client closed the connection before the answer was there; its work was cancelled."""


@dataclass(frozen=True, slots=True)
class Units:
    """Makes the unit of work of one request, for reading or for writing."""

    request: Request
    database: Database
    observation: Observation
    seconds: float

    async def read(self, work: Work[T]) -> T:
        """What `work` gives, from a transaction that cannot write."""
        return await self.within_limits(self._run(work, read_only=True))

    async def within_limits(self, reading: Awaitable[T]) -> T:
        """What `reading` gives, unless time is up (RequestTimeout) or the client has left."""
        try:
            async with _bounded(self.request, self.seconds):
                return await reading
        except TimeoutError as error:
            raise RequestTimeout(f"took longer than {self.seconds} s") from error

    async def write(self, work: Work[T]) -> T:
        """What `work` gives, once it is committed."""
        try:
            async with _bounded(self.request, self.seconds):
                return await self._run(work, read_only=False)
        except TimeoutError as error:
            message = f"took longer than {self.seconds} s, perhaps in COMMIT"
            raise OutcomeUnknown(message) from error

    async def _run(self, work: Work[T], *, read_only: bool) -> T:
        return await in_transaction(
            self.database,
            lambda repository: work(self.observation.around(repository)),
            read_only=read_only,
            attempts=ATTEMPTS,
        )


@asynccontextmanager
async def _bounded(request: Request, seconds: float) -> AsyncIterator[None]:
    """Cancel the block after so many seconds (TimeoutError), or once the client left."""
    left = asyncio.Event()
    try:
        async with asyncio.timeout(seconds) as limit:
            watching = asyncio.create_task(_end_when_left(request, limit, left))
            try:
                yield
            finally:
                watching.cancel()
    except TimeoutError as error:
        if left.is_set():
            raise ClientLeft from error
        raise


async def _end_when_left(request: Request, limit: asyncio.Timeout, left: asyncio.Event) -> None:
    """The body has been read by now: what comes next is that the connection ends."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()
    limit.reschedule(asyncio.get_running_loop().time())


def units(request: Request) -> Units:
    """The unit of work of this request, as a dependency."""
    state = request.app.state
    return Units(request, state.database, state.observation, state.settings.request_timeout)


Unit = Annotated[Units, Depends(units)]
