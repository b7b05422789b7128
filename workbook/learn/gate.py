"""A gate inside Postgres: it holds a session between two statements, as long as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from workbook.tables import Sql
from workbook.until import until

KEY = 4_711

Event = Literal["INSERT", "UPDATE", "DELETE"]


class Gate:
    """Stands behind the statements of one kind on `tasks`; `sql` alone walks through it.

    A statement of that kind does its work, takes its locks, and then waits, before its answer goes
    to the client. Whatever the other session is to do meanwhile happens exactly there.
    """

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    @asynccontextmanager
    async def closed(self, event: Event) -> AsyncIterator[None]:
        """For as long as the block lasts nobody gets past a statement of this kind."""
        await self._sql.execute(f"""
            CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock({KEY}); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER gate_{event} AFTER {event} ON tasks
                FOR EACH STATEMENT EXECUTE FUNCTION gate();
            SELECT pg_advisory_lock({KEY})""")
        try:
            yield
        finally:
            await self._sql.execute(f"SELECT pg_advisory_unlock({KEY})")

    async def reached(self, work: asyncio.Task[Any]) -> None:
        """Return when a session waits for something of `sql`'s, or the work is done."""

        async def arrived() -> bool:
            return work.done() or bool(await self._sql.fetchval(WAITS_FOR_US))

        await until(arrived)


WAITS_FOR_US = """
    SELECT EXISTS (
        SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
    )"""
REMOVE_GATE = "DROP FUNCTION IF EXISTS gate CASCADE"
