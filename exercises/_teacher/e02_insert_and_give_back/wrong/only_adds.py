"""Puts the object into the session, which sends nothing until it is told to.

way = "sqlalchemy_orm"
fails = [
    "test_everybody_sees_what_was_given",
    "test_the_stored_task_is_given_back",
    "test_the_moment_is_by_postgres_s_clock",
    "test_one_statement_is_sent",
    "test_nothing_is_left_open",
    "test_a_refused_task_is_no_obstacle_to_the_next",
    "test_an_id_is_never_given_again",
    "test_what_was_stored_stays_readable",
    "test_the_task_of_another_is_not_taken_for_it",
]
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        task = Task(**values_of(new))
        self._session.add(task)
        return task
