"""e18 in SQLAlchemy Core. The pool is yours, and has one connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

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
        moved = await self._move(source_id, target_id)
        try:
            await self._delete(source_id)
        except Exception:
            await self._move_back(moved, source_id)
            raise
        return len(moved)

    async def _move(self, source_id: int, target_id: int) -> Sequence[int]:
        statement = (
            update(tasks)
            .where(tasks.c.project_id == source_id)
            .values(project_id=target_id, version=tasks.c.version + 1)
            .returning(tasks.c.id)
        )
        async with self._engine.begin() as connection:
            return (await connection.scalars(statement)).all()

    async def _move_back(self, moved: Sequence[int], source_id: int) -> None:
        statement = (
            update(tasks)
            .where(tasks.c.id.in_(moved))
            .values(project_id=source_id, version=tasks.c.version - 1)
        )
        async with self._engine.begin() as connection:
            await connection.execute(statement)

    async def _delete(self, source_id: int) -> None:
        statement = delete(projects).where(projects.c.id == source_id).returning(projects.c.id)
        async with self._engine.begin() as connection:
            if await connection.scalar(statement) is None:
                raise ProjectNotFound(source_id)
