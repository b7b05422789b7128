"""e14 in SQLModel. Nothing has begun."""

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
        # Without it a bulk insert leaves out what is None, and begins anew wherever that differs.
        whole = statement.execution_options(render_nulls=True)
        async with self._session.begin():
            result = await self._session.exec(whole, params=list(map(values_of, new)))
            return result.scalars().all()
