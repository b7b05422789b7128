"""Ends the reading by a rollback, and with it all that was loaded.

way = "sqlalchemy_orm"
fails = [
    "test_the_first_that_are_wanted_are_found",
    "test_fewer_are_found_if_there_are_no_more",
    "test_memory_does_not_grow",
    "test_reading_stops_early",
    "test_what_is_found_stays_readable",
    "test_the_same_object_searches_again",
    "test_an_error_ends_the_reading",
]
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
        try:
            result = await self._session.stream_scalars(batched)
            async for task in result:
                if wanted(task):
                    found.append(task)
                if len(found) == most:
                    break
            return found
        finally:
            await self._session.rollback()
