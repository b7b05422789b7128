"""Reads the rows as they happen to lie.

way = "sqlmodel_orm"
fails = [
    "test_the_first_that_are_wanted_are_found",
    "test_fewer_are_found_if_there_are_no_more",
    "test_what_is_found_stays_readable",
]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import protocol
from variants.sqlmodel_orm.mapping import STREAM_BATCH, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        batched = select(Task).execution_options(yield_per=STREAM_BATCH)
        found: list[Task] = []
        async with self._session.begin():
            result = await self._session.stream_scalars(batched)
            try:
                async for task in result:
                    if wanted(task):
                        found.append(task)
                    if len(found) == most:
                        break
            finally:
                await result.close()
        return found
