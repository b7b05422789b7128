"""Reads by a cursor, and keeps the rows until the transaction is over.

way = "asyncpg_raw"
fails = ["test_memory_does_not_grow", "test_reading_stops_early"]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared import protocol
from variants.asyncpg_raw.mapping import STREAM_BATCH, TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks ORDER BY id"
        async with self._connection.transaction():
            cursor = self._connection.cursor(statement, prefetch=STREAM_BATCH)
            rows = [row async for row in cursor]
        found: list[Task] = []
        for row in rows:
            task = Task(*row)
            if wanted(task):
                found.append(task)
            if len(found) == most:
                break
        return found
