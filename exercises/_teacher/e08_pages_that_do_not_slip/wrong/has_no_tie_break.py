"""Sorts by the moment alone; Postgres may give tasks of one moment in any order.

way = "sqlalchemy_core"
fails = [
    "test_the_newest_come_first",
    "test_many_tasks_of_one_moment_come_once",
    "test_new_tasks_push_none_onto_the_next_page",
    "test_the_oldest_of_a_page_may_be_gone",
]
"""

from __future__ import annotations

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlalchemy_core.mapping import tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).where(~tasks.c.done).order_by(tasks.c.id).limit(limit)
        if after is not None:
            statement = statement.where(tasks.c.id > after[0])
        rows = (await self._connection.execute(statement)).all()
        return Page(rows, (rows[-1].id,) if rows else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).order_by(tasks.c.created_at.desc())
        if after is not None:
            statement = statement.where(tuple_(tasks.c.created_at, tasks.c.id) < after)
        rows = (await self._connection.execute(statement.limit(limit))).all()
        return Page(rows, (rows[-1].created_at, rows[-1].id) if rows else None)
