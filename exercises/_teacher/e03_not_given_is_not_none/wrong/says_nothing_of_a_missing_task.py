"""Gives back a task that is stored nowhere.

way = "sqlmodel_orm"
fails = [
    "test_a_missing_task_is_an_error",
    "test_a_missing_task_is_an_error_also_without_fields",
]
"""

from __future__ import annotations

from typing import Unpack

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import TaskChanges
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        task = await self._session.get(Task, task_id, with_for_update=True)
        task = task or Task(id=task_id, title="")
        task.sqlmodel_update(dict(changes))
        await self._session.flush()
        return task
