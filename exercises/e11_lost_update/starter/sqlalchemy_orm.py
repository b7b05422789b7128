"""e11 in the SQLAlchemy ORM. Nothing has begun."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        async with self._session.begin():
            # A statement goes past the unit of work, which would look at the version.
            statement = update(Task).where(Task.id == task_id).values(title=title)
            await self._session.execute(statement)
            return await self._find_task(task_id)

    async def extend_title(self, task_id: int, text: str) -> Task:
        async with self._session.begin():
            task = await self._find_task(task_id)
        return await self.save_title(task_id, task.title + text, task.version)

    async def _find_task(self, task_id: int) -> Task:
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task
