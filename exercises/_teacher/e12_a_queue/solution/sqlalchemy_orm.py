"""e12 in the SQLAlchemy ORM. You are in the worker's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim_task(self, worker: str) -> Task | None:
        # Read with its lock, then changed: the flush raises the version.
        free = select(Task).where(~Task.done, Task.assignee.is_(None))
        oldest = free.order_by(Task.id).limit(1).with_for_update(skip_locked=True)
        task = (await self._session.scalars(oldest)).one_or_none()
        if task is not None:
            task.assignee = worker
            await self._session.flush()
        return task
