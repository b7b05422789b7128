"""Gives each thousand rows a transaction of their own.

way = "sqlmodel_orm"
fails = [
    "test_ten_thousand_need_few_round_trips",
    "test_one_refused_task_refuses_all",
    "test_others_can_be_stored_after_an_error",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from variants.sqlmodel_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        ids: list[int] = []
        statement = insert(Task).returning(col(Task.id), sort_by_parameter_order=True)
        whole = statement.execution_options(render_nulls=True)
        for first in range(0, len(new), 1_000):
            batch = list(map(values_of, new[first : first + 1_000]))
            async with self._session.begin():
                ids.extend((await self._session.exec(whole, params=batch)).scalars())
        return ids
