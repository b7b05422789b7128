"""Writes the text into the statement, where it is read as SQL.

way = "asyncpg_raw"
fails = [
    "test_an_apostrophe_is_an_apostrophe",
    "test_a_percent_sign_is_a_percent_sign",
    "test_nothing_can_be_added_to_the_condition",
    "test_underscores_and_backslashes_are_plain",
]
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
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            WHERE title ILIKE '%{text}%' AND ($1::text[] IS NULL OR assignee = ANY($1))
            ORDER BY due_at, id"""
        rows = await self._connection.fetch(statement, assignees)
        return [Task(*row) for row in rows]
