"""What a fault is made of, beyond locks, triggers and lost sessions: cancelling, and lost words."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from socket import MSG_PEEK
from typing import Any

from tests.contract.conftest import Sql
from tests.contract.obstacles import at_commit, until
from workbook.wire import Observer


class CancelAt:
    """Runs a coroutine and cancels the task it runs in where it suspends for the N-th time.

    The cancellation arrives before what is waited for has happened or, if `answered`, after it has
    and before the coroutine could go on. `reached` tells whether there was an N-th time.
    """

    def __init__(
        self, work: Coroutine[Any, Any, None], suspension: int, *, answered: bool = False
    ) -> None:
        self.reached = False
        self._work = work
        self._left = suspension
        self._answered = answered

    def __await__(self) -> Generator[Any, None, None]:
        error: BaseException | None = None
        while True:
            try:
                awaited = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration:
                return
            self._count(awaited)
            error = None
            try:
                yield awaited
            except BaseException as thrown:
                error = thrown

    def _count(self, awaited: object) -> None:
        self._left -= 1
        if self._left != 0:
            return
        self.reached = True
        task = asyncio.current_task()
        assert task is not None
        if self._answered and isinstance(awaited, asyncio.Future):
            awaited.add_done_callback(lambda _: task.cancel())
        else:
            task.cancel()


async def is_cancelled_at(
    work: Coroutine[Any, Any, None], suspension: int, *, answered: bool
) -> bool | None:
    """Whether the work was cancelled, in a task of its own; None if it ended before that."""
    cancelling = CancelAt(work, suspension, answered=answered)

    async def run() -> None:
        await cancelling

    [outcome] = await asyncio.gather(asyncio.create_task(run()), return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
    return isinstance(outcome, asyncio.CancelledError) if cancelling.reached else None


@asynccontextmanager
async def held_commit(sql: Sql) -> AsyncIterator[None]:
    """In this block the COMMIT of who has inserted a task waits in Postgres."""
    key = secrets.randbits(31)
    async with at_commit(sql, f"PERFORM pg_advisory_xact_lock_shared({key})"):
        await sql.execute("SELECT pg_advisory_lock($1)", key)
        try:
            yield
        finally:
            await sql.execute("SELECT pg_advisory_unlock($1)", key)


async def until_said(observer: Observer) -> None:
    """Return when a client has said something that the frozen observer has not passed on."""

    async def said() -> bool:
        links = observer._links if observer.network.frozen else ()
        return any(_unread(link._ends[0]) for link in links)

    await until(said)


def _unread(end: Any) -> int:
    try:
        return len(end.recv(1, MSG_PEEK))
    except BlockingIOError:
        return 0
