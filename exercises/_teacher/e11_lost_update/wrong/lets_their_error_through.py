"""Leaves StaleDataError as it is: callers and the retry know StaleTask only.

way = "sqlalchemy_orm"
fails = [
    "test_a_save_that_comes_second_is_refused",
    "test_no_extension_is_lost",
    "test_the_second_refusal_reaches_the_caller",
]
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from shared.errors import StaleTask, TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        async with self._session.begin():
            task = await self._find_task(task_id)
            if task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
            return await self._save(task, title)

    async def extend_title(self, task_id: int, text: str) -> Task:
        try:
            return await self._extend(task_id, text)
        except StaleTask:
            return await self._extend(task_id, text)

    async def _extend(self, task_id: int, text: str) -> Task:
        async with self._session.begin():
            task = await self._find_task(task_id)
            return await self._save(task, task.title + text)

    async def _save(self, task: Task, title: str) -> Task:
        task.title = title
        await self._session.flush()
        return task

    async def _find_task(self, task_id: int) -> Task:
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task
