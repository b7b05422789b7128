"""Leaves out what is done after the limit: pages are short, and an empty one is not the end.

way = "asyncpg_raw"
fails = [
    "test_the_first_page",
    "test_all_pages_together_are_all_open_tasks",
    "test_none_is_left_out_when_tasks_are_finished",
    "test_none_comes_twice_when_tasks_are_opened",
    "test_the_last_task_of_a_page_may_be_gone",
    "test_the_next_page_is_read_when_it_is_asked_for",
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
        behind = "" if after is None else "WHERE id > $2"
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            {behind} ORDER BY id LIMIT $1"""
        rows = await self._connection.fetch(statement, limit, *(after or ()))
        tasks = [Task(*row) for row in rows]
        return Page([task for task in tasks if not task.done], (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        behind = "" if after is None else "WHERE (created_at, id) < ($2, $3)"
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            {behind} ORDER BY created_at DESC, id DESC LIMIT $1"""
        rows = await self._connection.fetch(statement, limit, *(after or ()))
        tasks = [Task(*row) for row in rows]
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
