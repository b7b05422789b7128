"""e12 in the SQLAlchemy ORM. You are in the worker's transaction."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim_task(self, worker: str) -> Task | None:
        raise TodoError("task 1: the oldest open task without an assignee, now of this worker")
