"""e08 in raw asyncpg. Every statement commits by itself."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        behind = "" if after is None else "AND id > $2"
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            WHERE NOT done {behind} ORDER BY id LIMIT $1"""
        rows = await self._connection.fetch(statement, limit, *(after or ()))
        tasks = [Task(*row) for row in rows]
        return Page(tasks, (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        behind = "" if after is None else "WHERE (created_at, id) < ($2, $3)"
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            {behind} ORDER BY created_at DESC, id DESC LIMIT $1"""
        rows = await self._connection.fetch(statement, limit, *(after or ()))
        tasks = [Task(*row) for row in rows]
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
