"""Gives None where there is no task, as the session does.

way = "sqlalchemy_orm"
fails = ["test_a_missing_task_is_an_error", "test_a_deleted_task_is_missing"]
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_task(self, task_id: int) -> Task | None:
        return await self._session.get(Task, task_id, populate_existing=True)
