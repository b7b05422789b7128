"""Reads the task, changes the copy and writes all of it back, over what others did meanwhile.

way = "sqlalchemy_core"
fails = ["test_two_edits_at_once_keep_each_others_fields"]
"""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import Task, differing, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        found = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = found.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        fields = ("title", "done", "project_id", "assignee", "due_at")
        values = {field: getattr(row, field) for field in fields} | changes
        statement = update(tasks).where(tasks.c.id == task_id, differing(values)).returning(tasks)
        written = await self._connection.execute(
            statement.values(**values, version=tasks.c.version + 1)
        )
        return written.one_or_none() or row
