"""What asyncpg itself leaves behind, which a soak must not count against the ways."""

from __future__ import annotations

import gc
import struct
import sys
from typing import Any

import asyncpg
import pytest

from tests.contract.obstacles import until
from tests.faults.health import Footprint
from tests.faults.injectors import until_said
from tests.soak.soak import LEFT_BY_ASYNCPG
from workbook.suspensions import cancel_at
from workbook.wire import observe

FIELDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"
LAST_WORDS = b"E" + struct.pack("!i", 4 + len(FIELDS)) + FIELDS
"""What Postgres says to a session that is ended; the end of the stream comes after it."""


async def test_copy_forgets_what_it_waits_for(database_url: str) -> None:
    """Begun between the server's last words and the end of the stream, it raises and forgets it.

    So does asyncpg 0.32. Once this fails, LEFT_BY_ASYNCPG has had its day.
    """

    async def complained() -> bool:
        gc.collect()
        return bool(footprint.unheard)

    connection: Any = await asyncpg.connect(database_url)
    footprint = Footprint()
    with footprint.listening():
        await connection.copy_records_to_table("tasks", records=[("a",)], columns=["title"])
        connection._protocol.data_received(LAST_WORDS)
        with pytest.raises(asyncpg.InternalClientError, match="another operation"):
            await connection.copy_records_to_table("tasks", records=[("b",)], columns=["title"])
        connection.terminate()
        await until(complained)
    [complaint] = footprint.unheard
    assert complaint.startswith(LEFT_BY_ASYNCPG)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="asyncio.shield was looked at in 3.11")
async def test_the_pool_forgets_a_release_that_its_caller_has_left(database_url: str) -> None:
    """Its ROLLBACK is under way when the caller is cancelled: what it meets then nobody hears.

    The pool shields it, and asyncio.shield lets go of it (asyncpg 0.32 on CPython 3.11).
    """

    async def complained() -> bool:
        gc.collect()
        return len(footprint.unheard) == len(complaints)

    complaints = [
        "Resetting connection with an active tr",
        "Task exception was never retrieved: Co",
    ]
    footprint = Footprint()
    async with observe(database_url) as observer:
        with footprint.listening():
            pool = await asyncpg.create_pool(observer.url, min_size=0, max_size=1)
            connection = await pool.acquire()
            await connection.execute("BEGIN")
            observer.freeze()
            assert await cancel_at(1, pool.release(connection))
            await until_said(observer)
            observer.cut()
            observer.thaw()
            await until(complained)
            pool.terminate()
    assert [complaint[:38] for complaint in footprint.unheard] == complaints
    assert all(complaint.startswith(LEFT_BY_ASYNCPG) for complaint in footprint.unheard)
