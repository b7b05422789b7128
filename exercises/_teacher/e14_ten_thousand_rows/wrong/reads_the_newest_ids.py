"""Copies the rows, and takes the newest ids for theirs, from the last to the first.

way = "asyncpg_raw"
fails = ["test_the_ids_belong_to_the_tasks", "test_others_may_store_tasks_meanwhile"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        newest = "SELECT id FROM tasks ORDER BY id DESC LIMIT $1"
        async with self._connection.transaction():
            await self._connection.copy_records_to_table(
                "tasks", columns=NEW_TASK_COLUMNS, records=map(values_of, new)
            )
            return [row["id"] for row in await self._connection.fetch(newest, len(new))]
