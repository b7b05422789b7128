"""e01 in the SQLAlchemy ORM. The session commits every statement by itself."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_task(self, task_id: int) -> Task:
        raise TodoError("task 1: the Task with this id")
