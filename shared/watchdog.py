"""Ends the wait for a server that answers no more.

A network that fails without a word closes nothing. The server keeps its limits, but nobody hears of
it, and the libraries wait: for the answer, and after a cancellation for its confirmation. So each
wait has a moment by which it must be over; what is still waiting then loses its connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

GRACE = 0.3
"""Seconds that an answer may be late: after the server's own limit, or after a cancellation."""

TICK = 0.05
"""Seconds from one look to the next, while there is a unit of work."""


class Watchdog:
    """Looks at the waits of one `Database` from time to time: cheaper than a timer for each."""

    __slots__ = ("_loop", "_timer", "_waits")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waits: set[Wait] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, wait: Wait) -> None:
        """Look at this wait from now on."""
        self._waits.add(wait)
        if self._timer is None:
            self._timer = self._loop.call_later(TICK, self._look)

    def forget(self, wait: Wait) -> None:
        """Look at it no more."""
        self._waits.discard(wait)

    def cut(self) -> None:
        """End every connection that a unit of work uses."""
        for wait in self._waits:
            wait.cut()

    def _look(self) -> None:
        self._timer = self._loop.call_later(TICK, self._look) if self._waits else None
        now = monotonic()
        for wait in self._waits:
            wait.look(now)


class Wait:
    """What one unit of work waits for, over and over, on its one connection; `limit` in seconds.

    `with wait:` stands around what asks something of the server. A cancellation in there leaves the
    connection `spoiled`: how far the server has come is not known. If a library has made another
    error of it, or nothing at all, it is raised again.
    """

    __slots__ = (
        "_cancels",
        "_cut",
        "_due",
        "_limit",
        "_overdue",
        "_task",
        "is_cut",
        "spoiled",
    )

    def __init__(self, limit: float) -> None:
        self._limit = limit + GRACE
        self._cut: Callable[[], object] | None = None
        self._task: asyncio.Task[object] | None = None
        self._cancels = 0
        self._due = 0.0
        self._overdue = False
        self.is_cut = False
        self.spoiled = False

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self.heed_cancellation(error)
        finally:
            self.end()

    def on(self, cut: Callable[[], object]) -> None:
        """Wait on a connection that `cut` ends at once, without asking the server."""
        self._cut = cut

    def cut(self) -> None:
        """End the connection: whoever waits for an answer is told."""
        self.is_cut = True
        if self._cut is not None:
            self._cut()

    def begin(self) -> None:
        """The current task begins to wait."""
        self._task = task = asyncio.current_task()
        self._cancels = task.cancelling() if task else 0
        self._due = monotonic() + self._limit
        self._overdue = False

    __enter__ = begin

    def hurry(self) -> None:
        """The current task was cancelled, and begins to tidy up."""
        self.begin()
        self._due = monotonic() + GRACE

    def heed_cancellation(self, error: BaseException | None) -> None:
        """Raises CancelledError if the wait was cancelled and has ended otherwise."""
        if isinstance(error, asyncio.CancelledError):
            self.spoiled = True
        elif self._task is not None and self._task.cancelling() > self._cancels:
            self.spoiled = True
            raise asyncio.CancelledError from error

    def end(self) -> None:
        """The wait is over."""
        self._task = None

    def look(self, now: float) -> None:
        """Cut the connection if the wait should be over.

        Only at the second look that finds it so: if the process itself was held up, the answer may
        be there, to be read before that.
        """
        if self._task is None:
            return
        if self._task.cancelling() > self._cancels:
            self._due = min(self._due, now + GRACE)
        if now < self._due:
            return
        if self._overdue:
            self._end_wait(self._task)
        self._overdue = True

    def _end_wait(self, task: asyncio.Task[object]) -> None:
        if not self.is_cut:
            self.cut()
        elif task.cancelling() > self._cancels:
            # The library waits for something else, as psycopg does for its request to cancel.
            task.cancel()
            task.uncancel()
