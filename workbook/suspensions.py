"""Where a coroutine waits: counting the places, and cancelling it at one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any

from shared.errors import RepositoryError


class _Driven:
    """Runs a coroutine; `at` is told each suspension's number, from 1, and what it waits for."""

    def __init__(
        self, work: Coroutine[Any, Any, object], at: Callable[[int, object], None]
    ) -> None:
        self._work = work
        self._at = at
        self.suspensions = 0

    def __await__(self) -> Generator[Any, None, None]:
        error: BaseException | None = None
        while True:
            try:
                awaited = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration:
                return
            self.suspensions += 1
            self._at(self.suspensions, awaited)
            error = None
            try:
                yield awaited
            except BaseException as thrown:
                error = thrown


async def count_suspensions(work: Coroutine[Any, Any, object]) -> int:
    """Run the work, which may end in a RepositoryError, and tell how often it suspended."""
    driven = _Driven(work, lambda _number, _awaited: None)
    with suppress(RepositoryError):
        await driven
    return driven.suspensions


async def cancel_at(
    suspension: int, work: Coroutine[Any, Any, object], *, answered: bool = False
) -> bool | None:
    """Whether the work was cancelled where it suspends for the N-th time; None if it does not.

    False means that it swallowed the cancellation. That arrives before what is waited for has
    happened or, if `answered`, after it has and before the work could go on. Any other exception
    out of the work is raised.
    """

    def cancel(number: int, awaited: object) -> None:
        task = asyncio.current_task()
        if number != suspension or task is None:
            return
        if answered and isinstance(awaited, asyncio.Future):
            awaited.add_done_callback(lambda _: task.cancel())
        else:
            task.cancel()

    driven = _Driven(work, cancel)

    async def run() -> None:
        await driven

    [outcome] = await asyncio.gather(asyncio.create_task(run()), return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
    reached = driven.suspensions >= suspension
    return isinstance(outcome, asyncio.CancelledError) if reached else None
