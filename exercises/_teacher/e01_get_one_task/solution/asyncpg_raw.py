"""e01 in raw asyncpg. The connection commits every statement by itself."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.errors import TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
