"""Waiting for something that Postgres does not announce."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE = 5.0
"""Seconds after which what should have happened has not."""

PAUSE = 0.002


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as `condition` holds; TimeoutError if it does not within the deadline."""
    async with asyncio.timeout(DEADLINE):
        while not await condition():
            await asyncio.sleep(PAUSE)
