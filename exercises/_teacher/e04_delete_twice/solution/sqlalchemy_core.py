"""e04 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlalchemy_core.mapping import projects, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def delete_task(self, task_id: int) -> None:
        statement = delete(tasks).where(tasks.c.id == task_id).returning(tasks.c.id)
        if await self._connection.scalar(statement) is None:
            raise TaskNotFound(task_id)

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = delete(tasks).where(tasks.c.project_id == project_id, tasks.c.done)
        result = await self._connection.execute(statement)
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = delete(projects).where(projects.c.id == project_id).returning(projects.c.id)
        if await self._connection.scalar(statement) is None:
            raise ProjectNotFound(project_id)
