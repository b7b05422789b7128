"""The watchdog itself: one wait that cannot be ended does not keep it from the others."""

from __future__ import annotations

import asyncio

from shared.watchdog import Wait, Watchdog
from tests.contract.obstacles import DEADLINE


async def test_a_cut_that_fails_does_not_end_the_watch() -> None:
    """The loop is told of it, once; who waits later is cut in time all the same."""
    told: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: told.append(str(context["exception"])))
    watchdog, cut = Watchdog(), asyncio.Event()

    def fail() -> None:
        failed.set()
        raise OSError("no descriptor is left")

    failed = asyncio.Event()
    first, second = Wait(0), Wait(0)
    first.on(fail)
    second.on(cut.set)
    async with asyncio.timeout(DEADLINE):
        first.begin()
        watchdog.watch(first)
        await failed.wait()
        watchdog.forget(first)
        second.begin()
        watchdog.watch(second)
        await cut.wait()
    watchdog.forget(second)
    assert told == ["no descriptor is left"]
