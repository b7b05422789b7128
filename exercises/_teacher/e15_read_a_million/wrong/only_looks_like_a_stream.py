"""Sets the size of the batches on a result that has been fetched already.

way = "sqlmodel_orm"
fails = ["test_memory_does_not_grow", "test_reading_stops_early"]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import protocol
from variants.sqlmodel_orm.mapping import STREAM_BATCH, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        statement = select(Task).order_by(col(Task.id))
        found: list[Task] = []
        async with self._session.begin():
            for task in (await self._session.exec(statement)).yield_per(STREAM_BATCH):
                if wanted(task):
                    found.append(task)
                if len(found) == most:
                    break
        return found
