"""Takes the object out of the session, which tells Postgres nothing.

way = "sqlmodel_orm"
fails = [
    "test_the_task_is_gone",
    "test_the_second_time_is_an_error",
    "test_who_comes_second_at_the_same_moment_is_told",
]
"""

from __future__ import annotations

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlmodel_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def delete_task(self, task_id: int) -> None:
        task = await self._session.get(Task, task_id)
        if task is None:
            raise TaskNotFound(task_id)
        self._session.expunge(task)

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = delete(Task).where(col(Task.project_id) == project_id, col(Task.done))
        result = await self._session.exec(statement)
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = delete(Project).where(col(Project.id) == project_id).returning(col(Project.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise ProjectNotFound(project_id)
