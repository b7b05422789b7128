"""Leaves what is None out of the statement, which begins anew wherever that differs.

way = "sqlalchemy_orm"
fails = ["test_ten_thousand_need_few_round_trips"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        statement = insert(Task).returning(Task.id, sort_by_parameter_order=True)
        async with self._session.begin():
            result = await self._session.scalars(statement, list(map(values_of, new)))
            return result.all()
