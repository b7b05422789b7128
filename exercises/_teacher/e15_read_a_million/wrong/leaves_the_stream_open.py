"""Returns out of the stream, in the transaction that Core has begun by itself.

way = "sqlalchemy_core"
fails = [
    "test_reading_stops_early",
    "test_an_error_ends_the_reading",
    "test_the_same_object_searches_again",
]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import protocol
from variants.sqlalchemy_core.mapping import STREAM_BATCH, Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        statement = select(tasks).order_by(tasks.c.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        found: list[Task] = []
        async for task in await self._connection.stream(batched):
            if wanted(task):
                found.append(task)
            if len(found) == most:
                break
        return found
