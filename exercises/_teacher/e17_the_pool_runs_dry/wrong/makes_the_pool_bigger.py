"""Makes the pool so big that it does not run dry in the test.

way = "sqlalchemy_core"
fails = [
    "test_two_hundred_failures_leak_nothing",
    "test_forty_calls_share_two_connections",
    "test_good_and_bad_calls_share_two_connections",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from exercises.e17_the_pool_runs_dry.contract import engine_at
from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlalchemy_core.mapping import projects, tasks

POOL_SIZE = 100


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with engine_at(url, POOL_SIZE) as engine:
            yield cls(engine)

    async def move_task(self, task_id: int, project_id: int) -> None:
        statement = (
            update(tasks)
            .where(tasks.c.id == task_id)
            .values(project_id=project_id, version=tasks.c.version + 1)
            .returning(tasks.c.id)
        )
        async with self._engine.begin() as connection:
            await self._check_project(project_id)
            if await connection.scalar(statement) is None:
                raise TaskNotFound(task_id)

    async def _check_project(self, project_id: int) -> None:
        statement = select(projects.c.id).where(projects.c.id == project_id)
        async with self._engine.connect() as connection:
            if await connection.scalar(statement) is None:
                raise ProjectNotFound(project_id)
