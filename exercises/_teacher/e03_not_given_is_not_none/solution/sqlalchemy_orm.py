"""e03 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        # Locked, so that the version that was read still holds when the flush asks for it.
        task = await self._session.get(Task, task_id, with_for_update=True)
        if task is None:
            raise TaskNotFound(task_id)
        for field, value in changes.items():
            setattr(task, field, value)
        await self._session.flush()
        return task
