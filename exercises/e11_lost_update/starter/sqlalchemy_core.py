"""e11 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        statement = update(tasks).where(tasks.c.id == task_id).values(title=title)
        async with self._connection.begin():
            result = await self._connection.execute(statement.returning(tasks))
            row: Task | None = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row

    async def extend_title(self, task_id: int, text: str) -> Task:
        async with self._connection.begin():
            task = await self._find_task(task_id)
        return await self.save_title(task_id, task.title + text, task.version)

    async def _find_task(self, task_id: int) -> Task:
        result = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
