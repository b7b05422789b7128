"""e02 in raw asyncpg. Nothing has begun."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, TASK_COLUMNS, Task, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        # Outside of a transaction the statement commits by itself.
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING {TASK_COLUMNS}"""
        [row] = await self._connection.fetch(statement, *values_of(new))
        return Task(*row)
