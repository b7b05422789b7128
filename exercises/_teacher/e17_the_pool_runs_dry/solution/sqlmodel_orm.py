"""e17 in SQLModel. The pool is yours, and small."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e17_the_pool_runs_dry.contract import engine_at
from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlmodel_orm.mapping import Project, Task

POOL_SIZE = 2


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, class_=AsyncSession)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with engine_at(url, POOL_SIZE) as engine:
            yield cls(engine)

    async def move_task(self, task_id: int, project_id: int) -> None:
        statement = (
            update(Task)
            .where(col(Task.id) == task_id)
            .values(project_id=project_id, version=col(Task.version) + 1)
            .returning(col(Task.id))
        )
        async with self._sessions.begin() as session:
            await self._check_project(session, project_id)
            if (await session.exec(statement)).scalar_one_or_none() is None:
                raise TaskNotFound(task_id)

    async def _check_project(self, session: AsyncSession, project_id: int) -> None:
        statement = select(Project.id).where(col(Project.id) == project_id)
        if (await session.exec(statement)).one_or_none() is None:
            raise ProjectNotFound(project_id)
