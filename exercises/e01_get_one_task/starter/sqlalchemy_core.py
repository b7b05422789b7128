"""e01 in SQLAlchemy Core. The connection commits every statement by itself."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        raise TodoError("task 1: the row of `tasks` with this id")
