"""Reads the version and compares it in Python: between that and the UPDATE there is room.

way = "asyncpg_raw"
fails = [
    "test_a_save_that_comes_second_is_refused",
    "test_no_extension_is_lost",
    "test_the_second_refusal_reaches_the_caller",
]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.errors import StaleTask, TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        task = await self._find_task(task_id)
        if task.version != expected_version:
            raise StaleTask(task_id, expected_version, task.version)
        statement = f"""
            UPDATE tasks SET title = $2, version = version + 1
            WHERE id = $1
            RETURNING {TASK_COLUMNS}"""
        row = await self._connection.fetchrow(statement, task_id, title)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)

    async def extend_title(self, task_id: int, text: str) -> Task:
        try:
            return await self._extend(task_id, text)
        except StaleTask:
            return await self._extend(task_id, text)

    async def _extend(self, task_id: int, text: str) -> Task:
        task = await self._find_task(task_id)
        return await self.save_title(task_id, task.title + text, task.version)

    async def _find_task(self, task_id: int) -> Task:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
