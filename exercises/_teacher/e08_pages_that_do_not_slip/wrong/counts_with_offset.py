"""Passes over as many rows as it has given; whatever changes before them moves the page.

way = "sqlalchemy_core"
fails = [
    "test_none_is_left_out_when_tasks_are_finished",
    "test_none_comes_twice_when_tasks_are_opened",
    "test_new_tasks_push_none_onto_the_next_page",
    "test_the_last_task_of_a_page_may_be_gone",
    "test_the_oldest_of_a_page_may_be_gone",
    "test_the_next_page_is_read_when_it_is_asked_for",
]
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlalchemy_core.mapping import tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).where(~tasks.c.done).order_by(tasks.c.id).limit(limit)
        [given] = after or (0,)
        rows = (await self._connection.execute(statement.offset(given))).all()
        return Page(rows, (given + len(rows),))

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(tasks).order_by(tasks.c.created_at.desc(), tasks.c.id.desc())
        [given] = after or (0,)
        rows = (await self._connection.execute(statement.limit(limit).offset(given))).all()
        return Page(rows, (given + len(rows),))
