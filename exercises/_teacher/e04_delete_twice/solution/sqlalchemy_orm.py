"""e04 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import delete
from sqlalchemy.engine import CursorResult
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
        statement = delete(Task).where(Task.project_id == project_id, Task.done)
        result = cast("CursorResult[Any]", await self._session.execute(statement))
        return result.rowcount

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = delete(Project).where(Project.id == project_id).returning(Project.id)
        if await self._session.scalar(statement) is None:
            raise ProjectNotFound(project_id)
