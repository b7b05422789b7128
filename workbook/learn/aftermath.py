"""What an answer leaves behind in Postgres, seen from a second connection."""

from __future__ import annotations

from workbook.learn.places import SESSION_NAME
from workbook.learn.verdict import NotYet
from workbook.tables import Sql


class Aftermath:
    """Asks about the sessions of the answers."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def is_settled(self, look: str) -> None:
        """Raise NotYet if a session of an answer still has a transaction, and with it its locks."""
        states = await self._sql.fetch(STATES, SESSION_NAME)
        begun = [row["query"] for row in states if row["state"].startswith("idle in transaction")]
        if begun:
            actual = f"a transaction is still open; its last statement: {begun[0]}"
            raise NotYet("no transaction is left open", actual, look)


STATES = """
    SELECT state, query FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database() AND state IS NOT NULL"""
