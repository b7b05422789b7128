"""Repeats the write alone, with the new version and the value made of the old title.

way = "sqlalchemy_core"
fails = ["test_no_extension_is_lost"]
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import StaleTask, TaskNotFound
from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        async with self._connection.begin():
            return await self._save(task_id, title, expected_version)

    async def extend_title(self, task_id: int, text: str) -> Task:
        async with self._connection.begin():
            task = await self._find_task(task_id)
            title = task.title + text
            try:
                return await self._save(task_id, title, task.version)
            except StaleTask:
                task = await self._find_task(task_id)
                return await self._save(task_id, title, task.version)

    async def _save(self, task_id: int, title: str, expected_version: int) -> Task:
        statement = (
            update(tasks)
            .where(tasks.c.id == task_id, tasks.c.version == expected_version)
            .values(title=title, version=tasks.c.version + 1)
            .returning(tasks)
        )
        row: Task | None = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            task = await self._find_task(task_id)
            raise StaleTask(task_id, expected_version, task.version)
        return row

    async def _find_task(self, task_id: int) -> Task:
        result = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
