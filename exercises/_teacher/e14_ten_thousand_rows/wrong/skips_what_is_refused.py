"""Stores what can be stored: a task that comes twice is passed over in silence.

way = "asyncpg_raw"
fails = ["test_others_can_be_stored_after_an_error"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_ARRAYS, NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        columns = ", ".join(NEW_TASK_COLUMNS)
        statement = f"""
            INSERT INTO tasks ({columns})
            SELECT {columns}
            FROM unnest({NEW_TASK_ARRAYS}) WITH ORDINALITY AS new ({columns}, position)
            ORDER BY position
            ON CONFLICT DO NOTHING
            RETURNING id"""
        rows = await self._connection.fetch(statement, *zip(*map(values_of, new), strict=True))
        return sorted(row["id"] for row in rows)
