"""How often a call waits for something: so many chances there are to be cancelled halfway.

The fault lab cancels at each of them.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from contextlib import suppress
from typing import Any

from shared.errors import RepositoryError


async def count_awaits(call: Coroutine[Any, Any, object]) -> int:
    """Run the call, and tell how often it suspended."""
    counted = _Counted(call)
    with suppress(RepositoryError):
        await counted
    return counted.suspensions


class _Counted:
    """Drives a coroutine by hand."""

    def __init__(self, work: Coroutine[Any, Any, object]) -> None:
        self.suspensions = 0
        self._work = work

    def __await__(self) -> Generator[Any, None, None]:
        error: BaseException | None = None
        while True:
            try:
                awaited = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration:
                return
            self.suspensions += 1
            error = None
            try:
                yield awaited
            except BaseException as thrown:
                error = thrown
