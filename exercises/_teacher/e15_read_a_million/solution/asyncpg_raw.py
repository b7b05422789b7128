"""e15 in raw asyncpg. Nothing has begun."""

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
        found: list[Task] = []
        # A cursor needs a transaction, which ends it, however the loop is left.
        async with self._connection.transaction():
            async for row in self._connection.cursor(statement, prefetch=STREAM_BATCH):
                task = Task(*row)
                if wanted(task):
                    found.append(task)
                if len(found) == most:
                    break
        return found
