"""Gives asyncpg's record, which has keys but no attributes.

way = "asyncpg_raw"
fails = ["test_the_task_is_given_back", "test_what_was_read_stays_readable"]
"""

from __future__ import annotations

from typing import Any

from asyncpg import Record
from asyncpg.pool import PoolConnectionProxy

from shared.errors import TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Record:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row: Record | None = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return row
