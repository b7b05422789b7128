"""e18 in SQLModel. The pool is yours, and has one connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel import col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e17_the_pool_runs_dry.contract import engine_at
from exercises.e18_cancelled_in_the_middle.contract import POOL_SIZE
from shared.errors import ProjectNotFound
from variants.sqlmodel_orm.mapping import Project, Task


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, class_=AsyncSession)

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
            update(Task)
            .where(col(Task.project_id) == source_id)
            .values(project_id=target_id, version=col(Task.version) + 1)
            .returning(col(Task.id))
        )
        async with self._sessions.begin() as session:
            return (await session.exec(statement)).scalars().all()

    async def _move_back(self, moved: Sequence[int], source_id: int) -> None:
        statement = (
            update(Task)
            .where(col(Task.id).in_(moved))
            .values(project_id=source_id, version=col(Task.version) - 1)
        )
        async with self._sessions.begin() as session:
            await session.exec(statement)

    async def _delete(self, source_id: int) -> None:
        statement = delete(Project).where(col(Project.id) == source_id).returning(col(Project.id))
        async with self._sessions.begin() as session:
            if (await session.exec(statement)).scalar_one_or_none() is None:
                raise ProjectNotFound(source_id)
