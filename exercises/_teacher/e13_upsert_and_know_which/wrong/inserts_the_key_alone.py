"""Inserts what must be there and leaves the rest to the update, which a new task never has.

way = "asyncpg_raw"
fails = ["test_a_new_task_is_stored"]
"""

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
        given = "$1, $2, $3, $4, $5, $6"
        stored = ", ".join(f"tasks.{column}" for column in NEW_TASK_COLUMNS)
        # xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
        statement = f"""
            INSERT INTO tasks (title, external_id) VALUES ($1, $6)
            ON CONFLICT (external_id) DO UPDATE
            SET ({", ".join(NEW_TASK_COLUMNS)}, version) = ROW ({given}, tasks.version + 1)
            WHERE ({stored}) IS DISTINCT FROM ROW ({given})
            RETURNING xmax = 0 AS inserted"""
        return OUTCOMES[await self._connection.fetchval(statement, *values_of(new))]
