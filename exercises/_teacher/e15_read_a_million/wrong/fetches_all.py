"""Fetches every row, and looks at them afterwards.

way = "asyncpg_raw"
fails = ["test_memory_does_not_grow", "test_reading_stops_early"]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared import protocol
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        rows = await self._connection.fetch(f"SELECT {TASK_COLUMNS} FROM tasks ORDER BY id")
        found = [task for task in (Task(*row) for row in rows) if wanted(task)]
        return found[:most]
