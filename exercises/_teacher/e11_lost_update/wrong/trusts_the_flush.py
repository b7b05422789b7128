"""Leaves it all to the flush, which insists on what was read just now, not on what the caller saw.

way = "sqlalchemy_orm"
fails = ["test_a_stale_save_is_refused", "test_another_save_can_follow"]
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from shared.errors import StaleTask, TaskNotFound
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        async with self._session.begin():
            task = await self._find_task(task_id)
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
        task_id, version = task.id, task.version
        task.title = title
        try:
            # The mapping has a version column: the flush insists on what was read, and raises it.
            await self._session.flush()
        except StaleDataError as error:
            # The transaction is over: what the version is by now cannot be asked here.
            raise StaleTask(task_id, version, version + 1) from error
        return task

    async def _find_task(self, task_id: int) -> Task:
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task
