"""e12 in SQLModel. You are in the worker's transaction."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim_task(self, worker: str) -> Task | None:
        # Read with its lock, then changed: the flush raises the version.
        free = select(Task).where(~col(Task.done), col(Task.assignee).is_(None))
        oldest = free.order_by(col(Task.id)).limit(1).with_for_update(skip_locked=True)
        task = (await self._session.exec(oldest)).one_or_none()
        if task is not None:
            task.assignee = worker
            await self._session.flush()
        return task
