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


async def interrupt_at(
    suspension: int, work: Coroutine[Any, Any, object], interrupt: Callable[[], object]
) -> bool:
    """Do something after the N-th wait, before the work goes on; whether it waited so often.

    Any exception out of the work is raised.
    """
    driven = _Driven(work, _once(suspension, interrupt, answered=True))
    await driven
    return driven.suspensions >= suspension


async def cancel_at(
    suspension: int, work: Coroutine[Any, Any, object], *, answered: bool = False
) -> bool | None:
    """Whether the work was cancelled where it suspends for the N-th time; None if it does not.

    False means that it swallowed the cancellation. That arrives before what is waited for has
    happened or, if `answered`, after it has and before the work could go on. Any other exception
    out of the work is raised.
    """

    async def run() -> None:
        await driven

    def cancel() -> None:
        task.cancel()

    driven = _Driven(work, _once(suspension, cancel, answered=answered))
    task = asyncio.create_task(run())
    [outcome] = await asyncio.gather(task, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
    reached = driven.suspensions >= suspension
    return isinstance(outcome, asyncio.CancelledError) if reached else None


def _once(
    suspension: int, act: Callable[[], object], *, answered: bool
) -> Callable[[int, object], None]:
    """What is told of each suspension, and acts at one of them."""

    def at(number: int, awaited: object) -> None:
        if number != suspension:
            return
        if answered and isinstance(awaited, asyncio.Future):
            awaited.add_done_callback(lambda _: act())
        else:
            act()

    return at
