"""Lets coalesce() keep the old value: None can no longer be said.

way = "asyncpg_raw"
fails = [
    "test_none_clears",
    "test_what_is_there_already_is_not_written",
    "test_nothing_is_written_where_nothing_differs",
    "test_no_field_changes_nothing",
]
"""

from __future__ import annotations

from typing import Any, Unpack

from asyncpg.pool import PoolConnectionProxy

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        statement = f"""
            UPDATE tasks SET title = coalesce($2, title), done = coalesce($3, done),
                project_id = coalesce($4, project_id), assignee = coalesce($5, assignee),
                due_at = coalesce($6, due_at), version = version + 1
            WHERE id = $1 RETURNING {TASK_COLUMNS}"""
        fields = ("title", "done", "project_id", "assignee", "due_at")
        row = await self._connection.fetchrow(statement, task_id, *map(changes.get, fields))
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
