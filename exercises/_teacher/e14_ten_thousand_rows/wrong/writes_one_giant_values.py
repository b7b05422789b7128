"""Writes all rows into one VALUES: a placeholder for each value, until there are too many.

way = "sqlalchemy_core"
fails = ["test_ten_thousand_need_few_round_trips"]
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
        if not new:
            return []
        statement = insert(tasks).values(list(map(values_of, new))).returning(tasks.c.id)
        async with self._connection.begin():
            return (await self._connection.scalars(statement)).all()
