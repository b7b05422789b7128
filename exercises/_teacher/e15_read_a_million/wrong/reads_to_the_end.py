"""Has enough, and reads on.

way = "sqlalchemy_core"
fails = ["test_reading_stops_early"]
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
        async with self._connection.begin(), self._connection.stream(batched) as result:
            async for task in result:
                if len(found) < most and wanted(task):
                    found.append(task)
        return found
