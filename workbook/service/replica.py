"""Reading one's own writes on a replica: wait until it has replayed what the primary has written.

A replica is a `Database` like any other, opened on its URL. Which of the two a caller asks, and
whether a read may be old, is known to the application only; so this stands beside the service, and
no way knows of it.

    written = await position(primary)         # after the block that wrote was left
    await caught_up(replica, written, 1.0)    # before the block that reads is entered
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[Any]"

SHORTEST_PAUSE, LONGEST_PAUSE = 0.002, 0.1
"""Seconds between two questions; each pause is twice as long as the one before."""


async def position(primary: Connection) -> str:
    """How far the primary's log has got: past every commit that was acknowledged before the call.

    It is a text that can be kept in a session, or sent to another process.
    """
    return str(await primary.fetchval("SELECT pg_current_wal_insert_lsn()::text"))


async def caught_up(replica: Connection, position: str, timeout: float) -> None:
    """Return when the replica shows what was written up to `position`.

    One round trip if it does already. Raises TimeoutError after `timeout` seconds: then read from
    the primary, or say that the answer may be old.
    """
    replayed = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"
    pause = SHORTEST_PAUSE
    async with asyncio.timeout(timeout):
        while not await replica.fetchval(replayed, position):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
