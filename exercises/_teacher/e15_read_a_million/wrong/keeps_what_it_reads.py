"""Reads by a cursor, and keeps every task until it knows which are wanted.

way = "sqlalchemy_orm"
fails = ["test_memory_does_not_grow", "test_reading_stops_early"]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import protocol
from variants.sqlalchemy_orm.mapping import STREAM_BATCH, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        statement = select(Task).order_by(Task.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        async with self._session.begin():
            result = await self._session.stream_scalars(batched)
            everything = [task async for task in result]
        return [task for task in everything if wanted(task)][:most]
