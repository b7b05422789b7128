"""Moves the tasks by a statement, and leaves their versions as they were.

way = "sqlalchemy_core"
fails = [
    "test_two_projects_become_one",
    "test_a_missing_source_is_told",
    "test_cancelled_at_every_await_it_is_whole",
    "test_after_every_cancellation_the_next_call_works",
    "test_who_waits_for_postgres_can_be_cancelled",
    "test_who_waits_for_the_connection_can_be_cancelled",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from exercises.e17_the_pool_runs_dry.contract import engine_at
from exercises.e18_cancelled_in_the_middle.contract import POOL_SIZE
from shared.errors import ProjectNotFound
from variants.sqlalchemy_core.mapping import projects, tasks


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with engine_at(url, POOL_SIZE) as engine:
            yield cls(engine)

    async def merge_projects(self, source_id: int, target_id: int) -> int:
        async with self._engine.begin() as connection:
            moved = await self._move(connection, source_id, target_id)
            await self._delete(connection, source_id)
        return len(moved)

    async def _move(
        self, connection: AsyncConnection, source_id: int, target_id: int
    ) -> Sequence[int]:
        statement = (
            update(tasks)
            .where(tasks.c.project_id == source_id)
            .values(project_id=target_id)
            .returning(tasks.c.id)
        )
        return (await connection.scalars(statement)).all()

    async def _delete(self, connection: AsyncConnection, source_id: int) -> None:
        statement = delete(projects).where(projects.c.id == source_id).returning(projects.c.id)
        if await connection.scalar(statement) is None:
            raise ProjectNotFound(source_id)
