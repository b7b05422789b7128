"""e14 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import tasks, values_of


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        # SQLAlchemy sends 1,000 rows a statement and sorts what RETURNING gave by the rows' order.
        statement = insert(tasks).returning(tasks.c.id, sort_by_parameter_order=True)
        async with self._connection.begin():
            result = await self._connection.scalars(statement, list(map(values_of, new)))
            return result.all()
