"""e02 in the SQLAlchemy ORM. Nothing has begun."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        raise TodoError("task 1: add a Task with the values of the new task, and commit")
