"""Forgets to say which task.

way = "sqlalchemy_core"
fails = ["test_other_tasks_stay_as_they_are", "test_a_missing_task_is_an_error"]
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
        if changes:
            statement = update(tasks).where(differing(changes))
            await self._connection.execute(statement.values(**changes, version=tasks.c.version + 1))
        found = await self._connection.execute(select(tasks).where(tasks.c.id == task_id))
        row = found.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
