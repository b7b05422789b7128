"""Being told by Postgres that there may be something to claim: LISTEN, and NOTIFY by a trigger.

The trigger speaks in the transaction that stores tasks, so the word comes if they were committed,
and never before they can be seen; and it does not matter who stores them. It names no column: it
outlives every migration, up or down. A task that was claimed and is set free again by an edit says
nothing; nor does anybody tell a listener whose network has gone silent. So who waits looks again
after a while all the same.

The connection is asyncpg's whatever the way's driver is: it stays with the listener for good, takes
no place in the pool, and asyncpg calls back as the word comes, where psycopg waits to be read.
It leads to the server itself: by a pooler in transaction mode no word is heard.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from shared.settings import Settings

CHANNEL = "workbook_tasks"
PAUSE = 0.5
"""Seconds between two tries to connect again."""

NOT_LISTENING = (
    OSError,  # TimeoutError is one
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a connection that cannot be made, or is lost, may raise."""

INSTALL = f"""
    CREATE OR REPLACE FUNCTION workbook_tell() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$;
    CREATE OR REPLACE TRIGGER workbook_tell AFTER INSERT ON tasks
        FOR EACH STATEMENT EXECUTE FUNCTION workbook_tell();"""

logger = logging.getLogger(__name__)


async def install(url: str) -> None:
    """Have every statement that stores tasks tell those who listen. May be done again."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(INSTALL)
    finally:
        await connection.close()


class Wakeups:
    """Remembers that there was a word, until it is asked to forget."""

    def __init__(self) -> None:
        self._told = asyncio.Event()

    def forget(self) -> None:
        """Before looking: what is told from now on may be about what the look did not see."""
        self._told.clear()

    def tell(self, *_: object) -> None:
        """There may be something."""
        self._told.set()

    @property
    def is_told(self) -> bool:
        """Whether there was a word since the last `forget`."""
        return self._told.is_set()

    async def wait(self, seconds: float) -> None:
        """Until there was a word since the last `forget`, or it has been quiet for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._told.wait()


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[Wakeups]:
    """Wakeups from a connection of their own, which is made again whenever it is lost.

    Each new connection counts as a word: what was told in between went unheard.
    """
    wakeups = Wakeups()
    listener = asyncio.create_task(_listen(settings, wakeups))
    try:
        yield wakeups
    finally:
        listener.cancel()
        await asyncio.wait([listener])


async def _listen(settings: Settings, wakeups: Wakeups) -> None:
    while True:
        try:
            await _listen_once(settings, wakeups)
        except NOT_LISTENING as error:
            logger.warning("not listening for now: %s", error)
            await asyncio.sleep(PAUSE)


async def _listen_once(settings: Settings, wakeups: Wakeups) -> None:
    """Until the connection is lost."""
    lost = asyncio.Event()
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        settings.url,
        timeout=settings.connect_timeout,
        server_settings={"application_name": f"{settings.application_name} listens"},
    )
    try:
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, wakeups.tell)
        wakeups.tell()
        await lost.wait()
    finally:
        connection.terminate()
