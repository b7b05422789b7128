"""Clears the tasks away so that the project can go.

way = "sqlmodel_orm"
fails = ["test_the_tasks_of_the_project_stay", "test_a_full_project_is_one_statement"]
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
        # By statement: the unit of work would read the object first, only to delete it.
        statement = delete(Task).where(col(Task.id) == task_id).returning(col(Task.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise TaskNotFound(task_id)

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = delete(Task).where(col(Task.project_id) == project_id, col(Task.done))
        result = await self._session.exec(statement)
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        await self._session.exec(delete(Task).where(col(Task.project_id) == project_id))
        statement = delete(Project).where(col(Project.id) == project_id).returning(col(Project.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise ProjectNotFound(project_id)
