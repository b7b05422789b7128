"""Goes on with the next moment, and leaves out the other tasks of the last one.

way = "sqlalchemy_orm"
fails = [
    "test_many_tasks_of_one_moment_come_once",
    "test_new_tasks_push_none_onto_the_next_page",
    "test_the_oldest_of_a_page_may_be_gone",
]
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).where(~Task.done).order_by(Task.id).limit(limit)
        if after is not None:
            statement = statement.where(Task.id > after[0])
        tasks = (await self._session.scalars(statement)).all()
        return Page(tasks, (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).order_by(Task.created_at.desc(), Task.id.desc())
        if after is not None:
            statement = statement.where(Task.created_at < after[0])
        tasks = (await self._session.scalars(statement.limit(limit))).all()
        return Page(tasks, (tasks[-1].created_at,) if tasks else None)
