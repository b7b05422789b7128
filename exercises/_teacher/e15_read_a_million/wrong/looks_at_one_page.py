"""Takes a LIMIT for a cursor: what is further on is not found.

way = "sqlmodel_orm"
fails = ["test_memory_does_not_grow"]
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
        statement = select(Task).order_by(col(Task.id)).limit(STREAM_BATCH)
        async with self._session.begin():
            tasks = (await self._session.exec(statement)).all()
        return [task for task in tasks if wanted(task)][:most]
