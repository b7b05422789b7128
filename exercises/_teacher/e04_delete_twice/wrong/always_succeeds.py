"""Deletes, and does not look whether there was anything.

way = "sqlalchemy_core"
fails = [
    "test_the_second_time_is_an_error",
    "test_a_missing_project_is_an_error",
    "test_who_comes_second_at_the_same_moment_is_told",
    "test_the_second_time_is_an_error_for_projects_too",
]
"""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import projects, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def delete_task(self, task_id: int) -> None:
        await self._connection.execute(delete(tasks).where(tasks.c.id == task_id))

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = delete(tasks).where(tasks.c.project_id == project_id, tasks.c.done)
        result = await self._connection.execute(statement)
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        await self._connection.execute(delete(projects).where(projects.c.id == project_id))
