"""Cancels work at its N-th await, to see what is left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any


class _CancelAt:
    """Runs a coroutine and cancels the task around it where it suspends for the N-th time."""

    def __init__(self, work: Coroutine[Any, Any, object], suspension: int) -> None:
        self.reached = False
        self._work = work
        self._left = suspension

    def __await__(self) -> Generator[Any, None, None]:
        error: BaseException | None = None
        while True:
            try:
                awaited = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration:
                return
            self._count()
            error = None
            try:
                yield awaited
            except BaseException as thrown:
                error = thrown

    def _count(self) -> None:
        self._left -= 1
        task = asyncio.current_task()
        if self._left == 0 and task is not None:
            self.reached = True
            task.cancel()


async def cancel_at(suspension: int, work: Coroutine[Any, Any, object]) -> bool | None:
    """Whether the work was cancelled at that await, counted from 1; None if it ended before it.

    Any other exception out of the work is raised.
    """
    cancelling = _CancelAt(work, suspension)

    async def run() -> None:
        await cancelling

    [outcome] = await asyncio.gather(asyncio.create_task(run()), return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
    return isinstance(outcome, asyncio.CancelledError) if cancelling.reached else None
