"""e13 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of

# No row comes back where the condition of the update did not hold.
OUTCOMES = {True: Outcome.INSERTED, False: Outcome.UPDATED, None: Outcome.UNCHANGED}


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def import_task(self, new: NewTask) -> Outcome:
        given = ", ".join(f"excluded.{column}" for column in NEW_TASK_COLUMNS)
        stored = ", ".join(f"tasks.{column}" for column in NEW_TASK_COLUMNS)
        # xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (external_id) DO UPDATE
            SET ({", ".join(NEW_TASK_COLUMNS)}, version) = ROW ({given}, tasks.version + 1)
            WHERE ({stored}) IS DISTINCT FROM ({given})
            RETURNING xmax = 0 AS inserted"""
        return OUTCOMES[await self._connection.fetchval(statement, *values_of(new))]
