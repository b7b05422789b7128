"""One block of `transaction()` or `autocommit()`: what is going on in it, and how it may end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, Self

from shared.body import Body
from shared.call_lock import CallLock
from shared.domain import NewTask, check_task
from shared.errors import (
    Closed,
    ConcurrentUse,
    ConnectionLost,
    Diagnose,
    OutcomeUnknown,
    RepositoryError,
    TransactionAborted,
    raise_translated,
)
from shared.streams import Stream, Streams
from shared.watchdog import Wait

if TYPE_CHECKING:
    from shared.boundary import Boundary

Atomic = Callable[[], AbstractAsyncContextManager[object]]
"""Makes the block in which several statements happen as a whole, whatever the scope around it."""


class UnitOfWork:
    """One block of `transaction()` or `autocommit()`, as the context manager around all of it."""

    __slots__ = (
        "_boundary",
        "_caller_error",
        "_committing",
        "_diagnose",
        "_discard",
        "_failure",
        "_has_ended",
        "_loop",
        "_open",
        "_read_only",
        "_savepoints",
        "_source_error",
        "call_lock",
        "streams",
        "transactional",
        "wait",
    )

    def __init__(
        self,
        boundary: Boundary,
        diagnose: Diagnose,
        loop: asyncio.AbstractEventLoop,
        limit: float,
        *,
        transactional: bool,
        read_only: bool = False,
    ) -> None:
        self._boundary = boundary
        self._diagnose = diagnose
        self._loop = loop
        self.transactional = transactional
        self._read_only = read_only
        self._open = False
        self._committing = False
        self._savepoints = 0
        self._failure: RepositoryError | None = None
        self._caller_error: BaseException | None = None
        self._source_error: Exception | None = None
        self.call_lock = CallLock()
        self.streams = Streams()
        self.wait = Wait(limit)
        self._discard: Callable[[], Awaitable[object]] | None = None
        self._has_ended: Callable[[], bool] | None = None

    async def __aenter__(self) -> Self:
        self._boundary.unit_begins()
        return self

    def uses(
        self,
        cut: Callable[[], object],
        discard: Callable[[], Awaitable[object]],
        has_ended: Callable[[], bool],
    ) -> None:
        """The connection is there. `discard` takes it from the pool; `cut` ends it at once.

        The watchdog calls `cut`, also while the connection is on its way back: it raises nothing.
        `has_ended` costs no round trip. Raises Closed if the database has been closed meanwhile.
        """
        self._discard = discard
        self._has_ended = has_ended
        self.wait.on(cut)
        self.wait.begin()
        self._boundary.watchdog.watch(self.wait)
        if self._boundary.is_cut:
            self.wait.cut()
            raise Closed("this Database was closed while a block waited for its connection")

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate what acquiring, BEGIN, COMMIT or ROLLBACK raised; the caller's own goes on."""
        self._boundary.watchdog.forget(self.wait)
        self._boundary.unit_ends()
        self.wait.heed_cancellation(error)
        if error is None or error is self._caller_error or not isinstance(error, Exception):
            return
        if self._caller_error is not None:
            self._caller_error.add_note(f"Ending the transaction failed as well: {error}")
            raise self._caller_error
        try:
            self._raise_translated(error)
        except ConnectionLost as lost:
            if not self._committing:
                raise
            message = "COMMIT was sent and the connection broke before the answer came"
            raise OutcomeUnknown(message) from lost.__cause__

    def body(self) -> Body:
        """The caller's part of the block: in here the repository may be used."""
        return Body(self)

    def begin_body(self) -> None:
        """The connection is ready: the caller goes on, and nobody waits."""
        self.wait.end()
        self._open = True

    async def finish_body(self) -> None:
        """The caller is done. Raises ConcurrentUse, and what stands against a commit."""
        if self.call_lock.calls or self._savepoints:
            message = "the block was left while another task was in a call, or in a savepoint"
            raise ConcurrentUse(message)
        self.wait.begin()
        await self._close(list(self.streams.under_way))
        if self.transactional:
            self._require_healthy()
            self._require_connected()
            self._committing = not self._read_only

    def fail_body(self, error: BaseException) -> None:
        """The body ends with this error: what is still to come is tidying up."""
        self._caller_error = error
        if self.wait.spoiled or isinstance(error, asyncio.CancelledError):
            self.wait.hurry()
        else:
            self.wait.begin()

    async def leave_body(self) -> None:
        """Whatever has come of it, nobody uses the repository any more."""
        self._open = False
        if self.call_lock.calls:
            await self.call_lock.end_call(self.wait.cut)
        await self._close(list(self.streams.under_way))
        given_up = (self.wait.spoiled or self.wait.is_cut) and not self.call_lock.calls
        if given_up and self._discard is not None:
            await self._discard()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """The caller's part of a savepoint, between two calls: one makes it, and one ends it.

        A failure that is undone with it is forgotten. Raises what `enter` raises.
        """
        outer_failure, outer_streams = self._failure, set(self.streams.under_way)
        self._savepoints += 1
        self.wait.end()
        self.call_lock.release()
        try:
            yield
            self._require_usable()
            self.call_lock.acquire()
        except BaseException:
            await self.call_lock.take_over(self.wait.cut)
            self.wait.begin()
            if not self.wait.spoiled:  # psycopg would ask for cursors that are gone
                await self._close(self.streams.undo_since(outer_streams))
            self._failure = outer_failure
            raise
        finally:
            self._savepoints -= 1
        self.wait.begin()

    async def enter(self) -> None:
        """Begin one call. Raises Closed, ConcurrentUse, ConnectionLost or TransactionAborted."""
        self.resume()
        if self.streams.under_way:
            try:
                await self._make_room()
            except BaseException:
                self.call_lock.release()
                raise
        self._source_error = None

    def resume(self) -> None:
        """Begin one step of a stream. Raises what `enter` raises."""
        self._require_usable()
        self.call_lock.acquire()

    def require_idle(self) -> None:
        """Raises what `resume` raises, for what asks the server nothing."""
        self._require_usable()
        self.call_lock.require_free()

    def require_open(self) -> None:
        """Raises Closed outside the block and in any other event loop."""
        if not self._open or self._loop is not asyncio.get_running_loop():
            raise Closed("this block has been left, has not begun, or is another event loop's")

    def raise_for(self, error: Exception, *, writing: bool = False) -> NoReturn:
        """Raise what `error` means here, and remember that the transaction is lost with it.

        Without a transaction a `writing` call commits by itself: a lost answer is that of COMMIT.
        """
        if self._source_error is not None:
            raise self._source_error
        try:
            self._raise_translated(error)
        except RepositoryError as translated:
            lost = isinstance(translated, ConnectionLost)
            if translated is not error and (self.transactional or lost):
                self._failure = translated
            if writing and lost and not self.transactional:
                message = "the connection broke before the answer came: the write may be done"
                raise OutcomeUnknown(message) from translated.__cause__
            raise

    def _raise_translated(self, error: Exception) -> NoReturn:
        """After a cut any error is one of that: libraries stumble over what is no longer there."""
        if self.wait.is_cut and not isinstance(error, RepositoryError):
            message = "the connection was cut: no answer came in time, or the block was left"
            raise ConnectionLost(message) from error
        raise_translated(error, self._diagnose)

    def watch(self, new: Iterable[NewTask]) -> Iterator[NewTask]:
        """Hand on what the caller's iterable gives; what it raises is the caller's, unchanged."""
        begun = False
        try:
            for task in new:
                check_task("new", task)
                yield task
                begun = True
        except Exception as error:
            self._source_error = error
            if begun and self.transactional:
                self._failure = TransactionAborted("what was to be loaded ended in an error")
            raise

    async def _make_room(self) -> None:
        """Close the streams that were dropped: that may fail, and another may be under way."""
        with self.wait:
            await self._close(self.streams.dropped())
        self._require_usable()
        if self.streams.under_way and not self.transactional:
            raise ConcurrentUse("a stream is under way, in autocommit(): finish it first")

    async def _close(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            self.streams.forget(stream)
            try:
                await stream.aclose()
            except Exception as error:
                with suppress(RepositoryError):
                    self.raise_for(error)

    def _require_connected(self) -> None:
        """Before COMMIT is sent: what is certainly lost is no unknown outcome."""
        if self.wait.is_cut or (self._has_ended is not None and self._has_ended()):
            raise ConnectionLost("the connection broke before COMMIT was sent")

    def _require_usable(self) -> None:
        self.require_open()
        if self.wait.spoiled or self._failure is not None:
            self._require_healthy()
            raise ConnectionLost("a call was cancelled, and the connection is given up with it")

    def _require_healthy(self) -> None:
        if self.wait.spoiled and self.transactional:
            raise TransactionAborted("a call was cancelled, and the transaction is lost with it")
        if isinstance(self._failure, ConnectionLost):
            raise ConnectionLost("the connection of this block is lost") from self._failure
        if self._failure is not None:
            message = "a statement failed in this transaction and Postgres will not commit it"
            raise TransactionAborted(message) from self._failure
