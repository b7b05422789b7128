"""e03 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any, Unpack

from asyncpg.pool import PoolConnectionProxy

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        given = ", ".join(f"${number}" for number in range(2, 2 + len(changes)))
        statement = f"""
            UPDATE tasks SET ({", ".join(changes)}, version) = ROW ({given}, version + 1)
            WHERE id = $1 AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})
            RETURNING {TASK_COLUMNS}"""
        arguments = (task_id, *changes.values())
        row = await self._connection.fetchrow(statement, *arguments) if changes else None
        return Task(*row) if row is not None else await self._find_task(task_id)

    async def _find_task(self, task_id: int) -> Task:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
