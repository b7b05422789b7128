"""Needs no pool: every call opens a connection of its own.

way = "sqlmodel_orm"
fails = [
    "test_two_hundred_failures_leak_nothing",
    "test_errors_of_the_driver_leak_nothing",
    "test_forty_calls_share_two_connections",
    "test_good_and_bad_calls_share_two_connections",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e17_the_pool_runs_dry.contract import engine_at
from shared.errors import ProjectNotFound, TaskNotFound
from variants.sqlmodel_orm.mapping import Project, Task

POOL_SIZE = 2


class Answer:
    def __init__(self, url: str) -> None:
        self._url = url

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        yield cls(url)

    async def move_task(self, task_id: int, project_id: int) -> None:
        statement = (
            update(Task)
            .where(col(Task.id) == task_id)
            .values(project_id=project_id, version=col(Task.version) + 1)
            .returning(col(Task.id))
        )
        async with (
            engine_at(self._url, POOL_SIZE) as engine,
            AsyncSession(engine) as session,
            session.begin(),
        ):
            await self._check_project(session, project_id)
            if (await session.exec(statement)).scalar_one_or_none() is None:
                raise TaskNotFound(task_id)

    async def _check_project(self, session: AsyncSession, project_id: int) -> None:
        statement = select(Project.id).where(col(Project.id) == project_id)
        if (await session.exec(statement)).one_or_none() is None:
            raise ProjectNotFound(project_id)
