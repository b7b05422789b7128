"""e12 in SQLAlchemy Core. You are in the worker's transaction."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_task(self, worker: str) -> Task | None:
        free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
        oldest = free.order_by(tasks.c.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(tasks)
            .where(tasks.c.id == oldest.scalar_subquery())
            .values(assignee=worker, version=tasks.c.version + 1)
            .returning(tasks)
        )
        row: Task | None = (await self._connection.execute(statement)).one_or_none()
        return row
