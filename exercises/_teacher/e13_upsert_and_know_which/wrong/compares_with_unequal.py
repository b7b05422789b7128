"""Finds what differs by <>, which a row with a NULL never is for sure.

way = "asyncpg_raw"
fails = [
    "test_nothing_becomes_something",
    "test_a_known_task_gets_the_values",
    "test_another_import_is_quicker",
    "test_twice_in_one_transaction",
    "test_a_known_task_is_told",
    "test_id_and_created_at_survive",
    "test_nothing_is_stored_but_the_task",
]
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
        given = ", ".join(f"excluded.{column}" for column in NEW_TASK_COLUMNS)
        stored = ", ".join(f"tasks.{column}" for column in NEW_TASK_COLUMNS)
        # xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (external_id) DO UPDATE
            SET ({", ".join(NEW_TASK_COLUMNS)}, version) = ROW ({given}, tasks.version + 1)
            WHERE ({stored}) <> ({given})
            RETURNING xmax = 0 AS inserted"""
        return OUTCOMES[await self._connection.fetchval(statement, *values_of(new))]
