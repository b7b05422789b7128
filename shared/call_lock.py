"""One call at a time on one connection: who comes second is refused, and does not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from shared.errors import ConcurrentUse
from shared.watchdog import GRACE


class CallLock:
    """Held by a call, or a step of a stream, for as long as it asks the server anything."""

    __slots__ = ("_released", "calls")

    def __init__(self) -> None:
        self.calls = 0
        """Under way: two only where the first could not be cut off."""
        self._released: asyncio.Event | None = None

    def require_free(self) -> None:
        """Raises ConcurrentUse."""
        if self.calls:
            raise ConcurrentUse(
                "another call is using this repository: finish it first, or open a second block"
            )

    def acquire(self) -> None:
        """From here to `release` nobody else asks the server anything. Raises ConcurrentUse."""
        self.require_free()
        self.calls += 1

    def release(self) -> None:
        """The call is over."""
        self.calls -= 1
        if self._released is not None:
            self._released.set()

    async def take_over(self, cut: Callable[[], object]) -> None:
        """Hold it even if a call of another task is cut off for that."""
        try:
            if self.calls:
                await self.end_call(cut)
        finally:
            self.calls += 1

    async def end_call(self, cut: Callable[[], object]) -> None:
        """Cut off the call that another task is in.

        The connection must not be freed before: psycopg would go on in freed memory.
        """
        self._released = asyncio.Event()
        cut()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._released.wait()
