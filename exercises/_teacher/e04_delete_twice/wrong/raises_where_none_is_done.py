"""Takes "nothing was deleted" for "there is no such project".

way = "sqlmodel_orm"
fails = ["test_none_is_a_number"]
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
        if result.rowcount == 0:
            raise ProjectNotFound(project_id)
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = delete(Project).where(col(Project.id) == project_id).returning(col(Project.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise ProjectNotFound(project_id)
