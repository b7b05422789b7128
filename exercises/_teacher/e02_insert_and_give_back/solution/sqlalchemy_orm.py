"""e02 in the SQLAlchemy ORM. Nothing has begun."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        task = Task(**values_of(new))
        # Committing flushes, and the flush asks for what Postgres has made.
        async with self._session.begin():
            self._session.add(task)
        return task
