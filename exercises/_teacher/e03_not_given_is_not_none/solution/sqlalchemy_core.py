"""e03 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import Task, differing, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        statement = (
            update(tasks)
            .where(tasks.c.id == task_id, differing(changes))
            .values(**changes, version=tasks.c.version + 1)
            .returning(tasks)
        )
        if changes:
            row: Task | None = (await self._connection.execute(statement)).one_or_none()
            if row is not None:
                return row
        return await self._find_task(task_id)

    async def _find_task(self, task_id: int) -> Task:
        result = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
