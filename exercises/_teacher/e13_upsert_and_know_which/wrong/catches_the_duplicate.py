"""Inserts in a savepoint, and updates if that fails: two statements for every known task.

way = "asyncpg_raw"
fails = ["test_one_statement_is_sent"]
"""

from __future__ import annotations

from typing import Any

from asyncpg import UniqueViolationError
from asyncpg.pool import PoolConnectionProxy

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def import_task(self, new: NewTask) -> Outcome:
        columns = ", ".join(NEW_TASK_COLUMNS)
        insert = f"INSERT INTO tasks ({columns}) VALUES ($1, $2, $3, $4, $5, $6)"
        update = f"""
            UPDATE tasks SET ({columns}, version) = ROW ($1, $2, $3, $4, $5, $6, version + 1)
            WHERE external_id = $6
                AND ROW ({columns}) IS DISTINCT FROM ROW ($1, $2, $3, $4, $5, $6)
            RETURNING id"""
        try:
            async with self._connection.transaction():
                await self._connection.execute(insert, *values_of(new))
        except UniqueViolationError:
            updated = await self._connection.fetchval(update, *values_of(new))
            return Outcome.UNCHANGED if updated is None else Outcome.UPDATED
        return Outcome.INSERTED
