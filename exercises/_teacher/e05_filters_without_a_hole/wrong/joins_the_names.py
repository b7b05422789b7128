"""Sends the names as one text with commas, which a name may hold as well.

way = "asyncpg_raw"
fails = ["test_names_stay_names"]
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
            WHERE title ILIKE $1 AND ($2::text IS NULL OR assignee = ANY(string_to_array($2, ',')))
            ORDER BY due_at, id"""
        names = None if assignees is None else ",".join(assignees)
        rows = await self._connection.fetch(statement, f"%{plain}%", names)
        return [Task(*row) for row in rows]
