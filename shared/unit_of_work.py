"""One block of `transaction()` or `autocommit()`: what is going on in it, and how it may end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, NoReturn, Self

from shared.body import Body
from shared.domain import NewTask, check_task
from shared.errors import (
    Closed,
    ConcurrentUse,
    ConnectionLost,
    Diagnose,
    OutcomeUnknown,
    RepositoryError,
    TransactionAborted,
    TransactionRequired,
    raise_translated,
)
from shared.watchdog import GRACE, Wait

if TYPE_CHECKING:
    from shared.boundary import Boundary
    from shared.protocol import Task

Atomic = Callable[[], AbstractAsyncContextManager[object]]
"""Makes the block in which several statements happen as a whole, whatever the scope around it."""


class UnitOfWork:
    """One block of `transaction()` or `autocommit()`, as the context manager around all of it."""

    __slots__ = (
        "_boundary",
        "_busy",
        "_call_ended",
        "_caller_error",
        "_committing",
        "_diagnose",
        "_discard",
        "_failure",
        "_loop",
        "_open",
        "_read_only",
        "_source_error",
        "_streams",
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
        self._busy = False
        self._call_ended: asyncio.Event | None = None
        self._committing = False
        self._failure: RepositoryError | None = None
        self._caller_error: BaseException | None = None
        self._source_error: Exception | None = None
        self._streams: dict[AsyncGenerator[Task, None], bool] = {}  # dropped by the caller?
        self.wait = Wait(limit)
        self._discard: Callable[[], Awaitable[object]] | None = None

    async def __aenter__(self) -> Self:
        self._boundary.unit_begins()
        return self

    def uses(self, cut: Callable[[], object], discard: Callable[[], Awaitable[object]]) -> None:
        """The connection is there. `discard` takes it from the pool; `cut` ends it at once.

        The watchdog calls `cut`, also while the connection is on its way back: it raises nothing.
        """
        self._discard = discard
        self.wait.on(cut)
        self.wait.begin()
        self._boundary.watchdog.watch(self.wait)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate what acquiring, BEGIN, COMMIT or ROLLBACK raised.

        The caller's error goes on.
        """
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
        self._require_idle()
        self.wait.begin()
        if self._streams:
            await self._close_streams(self._streams)
        self._require_healthy()
        self._committing = self.transactional and not self._read_only

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
        if self._busy:
            await self._end_call()
        if self._streams:
            await self._close_streams(self._streams)
        given_up = (self.wait.spoiled or self.wait.is_cut) and not self._busy
        if given_up and self._discard is not None:
            await self._discard()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """The caller's part of a savepoint: a failure that is rolled back with it is forgotten."""
        outer_failure = self._failure
        self.wait.end()
        try:
            yield
            self._require_healthy()
        except BaseException:
            self._failure = outer_failure
            raise
        finally:
            self.wait.begin()

    def require_transaction(self) -> None:
        """Raises TransactionRequired in `autocommit()`."""
        if not self.transactional:
            raise TransactionRequired("a savepoint needs transaction(); autocommit() has none")

    async def enter(self) -> None:
        """Begin one call. Raises Closed, ConcurrentUse, ConnectionLost or TransactionAborted."""
        self._require_usable()
        if self._streams and not self._busy:
            with self.wait:
                await self._close_streams(dropped for dropped, yes in self._streams.items() if yes)
        if self._busy or (self._streams and not self.transactional):
            raise ConcurrentUse(
                "another call, or in autocommit() a stream, is using this repository: finish it"
                " first, or open a second block"
            )
        self._busy = True
        self._source_error = None

    def resume(self) -> None:
        """Begin one step of a stream. Raises what `enter` raises."""
        self._require_usable()
        if self._busy:
            raise ConcurrentUse("another call is using this repository: finish it first")
        self._busy = True

    def leave(self) -> None:
        """End one call or one step."""
        self._busy = False
        if self._call_ended is not None:
            self._call_ended.set()

    def require_open(self) -> None:
        """Raises Closed outside the block and in any other event loop."""
        if not self._open or self._loop is not asyncio.get_running_loop():
            message = "this repository's block has been left, has not begun, or is another loop's"
            raise Closed(message)

    def raise_for(self, error: Exception, *, writing: bool = False) -> NoReturn:
        """Raise what `error` means here, and remember that the transaction is lost with it.

        Without a transaction a `writing` call commits by itself: a lost answer is that of COMMIT.
        """
        if self._source_error is not None:
            raise self._source_error
        try:
            self._raise_translated(error)
        except RepositoryError as translated:
            if writing and not self.transactional and isinstance(translated, ConnectionLost):
                message = "the connection broke before the answer came: the write may be done"
                raise OutcomeUnknown(message) from translated.__cause__
            if translated is not error and self.transactional:
                self._failure = translated
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

    def follow(self, stream: AsyncGenerator[Task, None]) -> None:
        """Remember a stream that was begun."""
        self._streams[stream] = False

    def forget(self, stream: AsyncGenerator[Task, None]) -> None:
        """A stream has ended."""
        self._streams.pop(stream, None)

    def drop(self, stream: AsyncGenerator[Task, None]) -> None:
        """The caller dropped a stream before its end: it is closed before the next call."""
        if stream in self._streams:
            self._streams[stream] = True

    async def _close_streams(self, streams: Iterable[AsyncGenerator[Task, None]]) -> None:
        for stream in list(streams):
            self.forget(stream)
            try:
                await stream.aclose()
            except Exception as error:
                with suppress(RepositoryError):
                    self.raise_for(error)

    async def _end_call(self) -> None:
        """Cut off a call that another task is in.

        The connection must not be freed before: psycopg would go on in freed memory.
        """
        self._call_ended = asyncio.Event()
        self.wait.cut()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._call_ended.wait()

    def _require_idle(self) -> None:
        if self._busy:
            raise ConcurrentUse("the block was left while a call was under way in another task")

    def _require_usable(self) -> None:
        self.require_open()
        self._require_healthy()
        if self.wait.spoiled:
            raise ConnectionLost("a call was cancelled, and the connection is given up with it")

    def _require_healthy(self) -> None:
        if self.wait.spoiled and self.transactional:
            raise TransactionAborted("a call was cancelled, and the transaction is lost with it")
        if isinstance(self._failure, ConnectionLost):
            raise ConnectionLost("the connection of this transaction is lost") from self._failure
        if self._failure is not None:
            message = "a statement failed in this transaction and Postgres will not commit it"
            raise TransactionAborted(message) from self._failure
