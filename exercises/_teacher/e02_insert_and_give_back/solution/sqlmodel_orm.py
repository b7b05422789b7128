"""e02 in SQLModel. Nothing has begun."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        # A table model takes anything; only `model_validate` looks at the values.
        task = Task.model_validate(new)
        # Committing flushes, and the flush asks for what Postgres has made.
        async with self._session.begin():
            self._session.add(task)
        return task
