"""e09 in SQLAlchemy Core. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Project, Task, projects, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        rows = await self._connection.execute(select(projects).order_by(projects.c.id))
        return [
            Project(row.id, row.name, row.created_at, await self._tasks_of(row.id))
            for row in rows.all()
        ]

    async def _tasks_of(self, project_id: int) -> list[Task]:
        statement = select(tasks).where(tasks.c.project_id == project_id).order_by(tasks.c.id)
        return list(await self._connection.execute(statement))
