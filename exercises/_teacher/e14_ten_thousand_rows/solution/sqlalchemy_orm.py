"""e14 in the SQLAlchemy ORM. Nothing has begun."""

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
        # Without it a bulk insert leaves out what is None, and begins anew wherever that differs.
        whole = statement.execution_options(render_nulls=True)
        async with self._session.begin():
            result = await self._session.scalars(whole, list(map(values_of, new)))
            return result.all()
