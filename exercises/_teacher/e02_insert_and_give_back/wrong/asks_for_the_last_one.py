"""Inserts, and then reads the task with the highest id, whoever stored that.

way = "asyncpg_raw"
fails = ["test_one_statement_is_sent", "test_the_task_of_another_is_not_taken_for_it"]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, TASK_COLUMNS, Task, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        insert = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)"""
        newest = f"SELECT {TASK_COLUMNS} FROM tasks ORDER BY id DESC LIMIT 1"
        await self._connection.execute(insert, *values_of(new))
        [row] = await self._connection.fetch(newest)
        return Task(*row)
