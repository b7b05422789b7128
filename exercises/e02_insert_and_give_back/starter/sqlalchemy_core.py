"""e02 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        raise TodoError("task 1: insert the values of the new task, and commit")
