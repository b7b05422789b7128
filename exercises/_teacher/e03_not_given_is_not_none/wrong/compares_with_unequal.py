"""Finds what differs by <>, which NULL never does.

way = "asyncpg_raw"
fails = ["test_null_becomes_a_value", "test_none_clears", "test_only_what_is_given_changes"]
"""

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
        numbered = list(enumerate(changes, 2))
        sets = ", ".join(f"{column} = ${number}" for number, column in numbered)
        differs = " OR ".join(f"{column} <> ${number}" for number, column in numbered)
        statement = f"""
            UPDATE tasks SET {sets}, version = version + 1
            WHERE id = $1 AND ({differs}) RETURNING {TASK_COLUMNS}"""
        arguments = (task_id, *changes.values())
        row = await self._connection.fetchrow(statement, *arguments) if changes else None
        return Task(*row) if row is not None else await self._find_task(task_id)

    async def _find_task(self, task_id: int) -> Task:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
