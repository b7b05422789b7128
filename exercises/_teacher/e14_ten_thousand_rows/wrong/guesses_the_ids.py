"""Takes the ids to go on from the highest there is, without a gap.

way = "sqlalchemy_core"
fails = ["test_the_ids_belong_to_the_tasks", "test_others_may_store_tasks_meanwhile"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import tasks, values_of


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        async with self._connection.begin():
            highest = await self._connection.scalar(select(func.max(tasks.c.id))) or 0
            await self._connection.execute(insert(tasks), list(map(values_of, new)))
        return range(highest + 1, highest + 1 + len(new))
