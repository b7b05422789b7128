"""Reads the done tasks, and deletes each as an object.

way = "sqlalchemy_orm"
fails = ["test_many_are_one_statement"]
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def delete_task(self, task_id: int) -> None:
        # By statement: the unit of work would read the object first, only to delete it.
        statement = delete(Task).where(Task.id == task_id).returning(Task.id)
        if await self._session.scalar(statement) is None:
            raise TaskNotFound(task_id)

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = select(Task).where(Task.project_id == project_id, Task.done)
        done = (await self._session.scalars(statement)).all()
        for task in done:
            await self._session.delete(task)
        await self._session.flush()
        return len(done)

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = delete(Project).where(Project.id == project_id).returning(Project.id)
        if await self._session.scalar(statement) is None:
            raise ProjectNotFound(project_id)
