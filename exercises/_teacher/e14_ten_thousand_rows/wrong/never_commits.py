"""Relies on the transaction that the session begins by itself, and never commits it.

way = "sqlmodel_orm"
fails = [
    "test_all_tasks_are_stored",
    "test_ten_thousand_need_few_round_trips",
    "test_one_refused_task_refuses_all",
    "test_the_ids_belong_to_the_tasks",
    "test_others_can_be_stored_after_an_error",
    "test_others_may_store_tasks_meanwhile",
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
        if not new:
            return []
        statement = insert(Task).returning(col(Task.id), sort_by_parameter_order=True)
        whole = statement.execution_options(render_nulls=True)
        result = await self._session.exec(whole, params=list(map(values_of, new)))
        return result.scalars().all()
