"""Holds a connection, and waits for another to look at the project with.

way = "sqlalchemy_orm"
fails = [
    "test_forty_calls_share_two_connections",
    "test_good_and_bad_calls_share_two_connections",
    "test_cancelled_calls_leak_nothing",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from exercises.e17_the_pool_runs_dry.contract import engine_at
from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task

POOL_SIZE = 2


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with engine_at(url, POOL_SIZE) as engine:
            yield cls(engine)

    async def move_task(self, task_id: int, project_id: int) -> None:
        statement = (
            update(Task)
            .where(Task.id == task_id)
            .values(project_id=project_id, version=Task.version + 1)
            .returning(Task.id)
        )
        async with self._sessions.begin() as session:
            await session.connection()
            await self._check_project(project_id)
            if await session.scalar(statement) is None:
                raise TaskNotFound(task_id)

    async def _check_project(self, project_id: int) -> None:
        statement = select(Project.id).where(Project.id == project_id)
        async with self._sessions() as session:
            if await session.scalar(statement) is None:
                raise ProjectNotFound(project_id)
