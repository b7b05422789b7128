"""LISTEN belongs to a session, and a pooler in transaction mode lends sessions to others."""

from __future__ import annotations

import asyncpg

from shared.postgres import Server
from tests.surroundings.pgbouncer import pgbouncer
from workbook.service.wakeups import CHANNEL, Wakeups


async def test_by_a_pooler_no_word_is_heard(server: Server) -> None:
    """PgBouncer takes the LISTEN, and passes on nothing of what a session of its own hears."""
    straight = await asyncpg.connect(server.url)
    heard, unheard = Wakeups(), Wakeups()
    with pgbouncer(server.url) as url:
        pooled = await asyncpg.connect(url, statement_cache_size=0)
        await pooled.add_listener(CHANNEL, unheard.tell)
        await straight.add_listener(CHANNEL, heard.tell)
        await straight.execute(f"NOTIFY {CHANNEL}")
        await heard.wait(5.0)
        await pooled.fetchval("SELECT 1")  # on the session that said LISTEN, after the word
        await pooled.close()
    await straight.close()
    assert (heard.is_told, unheard.is_told) == (True, False)
