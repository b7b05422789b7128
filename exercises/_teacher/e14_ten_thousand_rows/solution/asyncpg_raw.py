"""e14 in raw asyncpg. Nothing has begun."""

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
        # One array a column: one statement, which happens as a whole, for any number of rows.
        columns = ", ".join(NEW_TASK_COLUMNS)
        statement = f"""
            INSERT INTO tasks ({columns})
            SELECT {columns}
            FROM unnest({NEW_TASK_ARRAYS}) WITH ORDINALITY AS new ({columns}, position)
            ORDER BY position
            RETURNING id"""
        rows = await self._connection.fetch(statement, *zip(*map(values_of, new), strict=True))
        # Ids are drawn in the order of the rows; that RETURNING keeps it is nowhere promised.
        return sorted(row["id"] for row in rows)
