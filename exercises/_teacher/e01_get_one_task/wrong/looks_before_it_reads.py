"""Asks whether the task is there before it asks for it: two statements, and a race between them.

way = "asyncpg_raw"
fails = ["test_one_statement_is_sent", "test_only_the_row_comes_over_the_wire"]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.errors import TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        if not await self._connection.fetchval("SELECT count(*) FROM tasks WHERE id = $1", task_id):
            raise TaskNotFound(task_id)
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        [row] = await self._connection.fetch(statement, task_id)
        return Task(*row)
