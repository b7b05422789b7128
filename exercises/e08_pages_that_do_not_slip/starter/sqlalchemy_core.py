"""e08 in SQLAlchemy Core. Every statement commits by itself."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        if after is None:
            raise TodoError("task 1: the first open tasks by id, with a mark for the next page")
        raise TodoError("task 2: the open tasks that follow the mark")

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        raise TodoError("task 3: the newest tasks first, then the highest id")
