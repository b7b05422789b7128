"""Sorts each page after Postgres has picked any tasks for it.

way = "sqlmodel_orm"
fails = [
    "test_the_first_page",
    "test_all_pages_together_are_all_open_tasks",
    "test_the_newest_come_first",
    "test_many_tasks_of_one_moment_come_once",
    "test_new_tasks_push_none_onto_the_next_page",
    "test_the_oldest_of_a_page_may_be_gone",
    "test_the_next_page_is_read_when_it_is_asked_for",
    "test_none_is_left_out_when_tasks_are_finished",
    "test_none_comes_twice_when_tasks_are_opened",
    "test_the_last_task_of_a_page_may_be_gone",
]
"""

from __future__ import annotations

from operator import attrgetter

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).where(~col(Task.done)).limit(limit)
        if after is not None:
            statement = statement.where(col(Task.id) > after[0])
        found = (await self._session.exec(statement)).all()
        tasks = sorted(found, key=attrgetter("id"))
        return Page(tasks, (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task)
        if after is not None:
            statement = statement.where(tuple_(col(Task.created_at), col(Task.id)) < after)
        found = (await self._session.exec(statement.limit(limit))).all()
        tasks = sorted(found, key=attrgetter("created_at", "id"), reverse=True)
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
