"""Reads all ids once and gives them along in the mark: later pages are of the first one's time.

way = "asyncpg_raw"
fails = [
    "test_the_next_page_is_read_when_it_is_asked_for",
    "test_only_the_page_comes_over_the_wire",
]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        if after is None:
            rows = await self._connection.fetch("SELECT id FROM tasks WHERE NOT done ORDER BY id")
            after = tuple(row["id"] for row in rows)
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = ANY($1) ORDER BY id"
        rows = await self._connection.fetch(statement, after[:limit])
        return Page([Task(*row) for row in rows], after[limit:])

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        behind = "" if after is None else "WHERE (created_at, id) < ($2, $3)"
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            {behind} ORDER BY created_at DESC, id DESC LIMIT $1"""
        rows = await self._connection.fetch(statement, limit, *(after or ()))
        tasks = [Task(*row) for row in rows]
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
