"""Commits at the end, which an error out of the rule never reaches.

way = "sqlalchemy_orm"
fails = ["test_an_error_ends_the_reading"]
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
        found: list[Task] = []
        result = await self._session.stream_scalars(batched)
        async for task in result:
            if wanted(task):
                found.append(task)
            if len(found) == most:
                break
        await result.close()
        await self._session.commit()
        return found
