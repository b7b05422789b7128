"""Executes an insert with an empty list: SQLAlchemy takes that for one row of defaults.

way = "sqlalchemy_core"
fails = ["test_nothing_is_sent_for_no_tasks"]
"""

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
        statement = insert(tasks).returning(tasks.c.id, sort_by_parameter_order=True)
        async with self._connection.begin():
            result = await self._connection.scalars(statement, list(map(values_of, new)))
            return result.all()
