"""Commits after each task: what went well before an error stays.

way = "sqlalchemy_orm"
fails = [
    "test_ten_thousand_need_few_round_trips",
    "test_one_refused_task_refuses_all",
    "test_others_can_be_stored_after_an_error",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        ids = []
        for one in new:
            async with self._session.begin():
                task = Task(**values_of(one))
                self._session.add(task)
            ids.append(task.id)
        return ids
