"""Gives what the session remembers, although the row has gone since.

way = "sqlmodel_orm"
fails = ["test_a_deleted_task_is_missing"]
"""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import TaskNotFound
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_task(self, task_id: int) -> Task:
        task = await self._session.get(Task, task_id)
        if task is None:
            raise TaskNotFound(task_id)
        return task
