"""Adds, commits and refreshes, as tutorials do: a second statement, in a new transaction left open.

way = "sqlmodel_orm"
fails = [
    "test_one_statement_is_sent",
    "test_nothing_is_left_open",
    "test_a_refused_task_is_no_obstacle_to_the_next",
]
"""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        task = Task.model_validate(new)
        self._session.add(task)
        await self._session.commit()
        await self._session.refresh(task)
        return task
