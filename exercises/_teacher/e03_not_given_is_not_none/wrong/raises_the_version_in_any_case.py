"""Counts the version up by hand, whether or not anything changes.

way = "sqlalchemy_orm"
fails = [
    "test_what_is_there_already_is_not_written",
    "test_no_field_changes_nothing",
    "test_nothing_is_written_where_nothing_differs",
]
"""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import TaskChanges
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        statement = update(Task).where(Task.id == task_id)
        await self._session.execute(statement.values(**changes, version=Task.version + 1))
        task = await self._session.scalar(select(Task).where(Task.id == task_id))
        if task is None:
            raise TaskNotFound(task_id)
        return task
