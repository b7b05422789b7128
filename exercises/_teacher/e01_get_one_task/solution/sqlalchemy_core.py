"""e01 in SQLAlchemy Core. The connection commits every statement by itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        result = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
