"""What asyncpg itself leaves behind, which a soak must not count against the ways."""

from __future__ import annotations

import gc
import struct
from typing import Any

import asyncpg
import pytest

from tests.contract.obstacles import until
from tests.faults.health import Footprint
from tests.soak.soak import LEFT_BY_ASYNCPG

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
