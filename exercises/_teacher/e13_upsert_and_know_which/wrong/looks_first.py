"""Reads, and then inserts or updates by what it has seen: two statements, and a race between them.

way = "asyncpg_raw"
fails = ["test_one_statement_is_sent", "test_another_import_is_quicker"]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def import_task(self, new: NewTask) -> Outcome:
        columns = ", ".join(NEW_TASK_COLUMNS)
        found = f"SELECT {columns} FROM tasks WHERE external_id = $1"
        row = await self._connection.fetchrow(found, new.external_id)
        if row is None:
            insert = f"INSERT INTO tasks ({columns}) VALUES ($1, $2, $3, $4, $5, $6)"
            await self._connection.execute(insert, *values_of(new))
            return Outcome.INSERTED
        if tuple(row) == values_of(new):
            return Outcome.UNCHANGED
        update = f"""
            UPDATE tasks SET ({columns}, version) = ROW ($1, $2, $3, $4, $5, $6, version + 1)
            WHERE external_id = $6"""
        await self._connection.execute(update, *values_of(new))
        return Outcome.UPDATED
