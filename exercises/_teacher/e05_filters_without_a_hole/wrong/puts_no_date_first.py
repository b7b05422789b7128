"""Shows what has no date before all others.

way = "asyncpg_raw"
fails = ["test_the_order_is_total", "test_without_any_date_the_id_decides"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        # The wildcards of the pattern are plain characters; the backslash is what says so.
        plain = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            WHERE title ILIKE $1 AND ($2::text[] IS NULL OR assignee = ANY($2))
            ORDER BY due_at NULLS FIRST, id"""
        rows = await self._connection.fetch(statement, f"%{plain}%", assignees)
        return [Task(*row) for row in rows]
