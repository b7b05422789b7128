"""Finds its place by the row that the mark is of; if that is gone, there is no next page.

way = "sqlalchemy_core"
fails = ["test_the_last_task_of_a_page_may_be_gone", "test_the_oldest_of_a_page_may_be_gone"]
"""

from __future__ import annotations

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlalchemy_core.mapping import tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).where(~tasks.c.done).order_by(tasks.c.id).limit(limit)
        if after is not None:
            last = select(tasks.c.id).where(tasks.c.id == after[0])
            statement = statement.where(tasks.c.id > last.scalar_subquery())
        rows = (await self._connection.execute(statement)).all()
        return Page(rows, (rows[-1].id,) if rows else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).order_by(tasks.c.created_at.desc(), tasks.c.id.desc())
        if after is not None:
            last = select(tasks.c.created_at).where(tasks.c.id == after[0])
            place = tuple_(last.scalar_subquery(), literal(after[0]))
            statement = statement.where(tuple_(tasks.c.created_at, tasks.c.id) < place)
        rows = (await self._connection.execute(statement.limit(limit))).all()
        return Page(rows, (rows[-1].id,) if rows else None)
