"""e01 in the SQLAlchemy ORM. The session commits every statement by itself."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_task(self, task_id: int) -> Task:
        # Without populate_existing a session answers from what it remembers.
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task
