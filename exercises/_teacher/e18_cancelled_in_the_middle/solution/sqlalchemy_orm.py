"""e18 in the SQLAlchemy ORM. The pool is yours, and has one connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from exercises.e17_the_pool_runs_dry.contract import engine_at
from exercises.e18_cancelled_in_the_middle.contract import POOL_SIZE
from shared.errors import ProjectNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with engine_at(url, POOL_SIZE) as engine:
            yield cls(engine)

    async def merge_projects(self, source_id: int, target_id: int) -> int:
        async with self._sessions.begin() as session:
            moved = await self._move(session, source_id, target_id)
            await self._delete(session, source_id)
        return len(moved)

    async def _move(self, session: AsyncSession, source_id: int, target_id: int) -> Sequence[int]:
        statement = (
            update(Task)
            .where(Task.project_id == source_id)
            .values(project_id=target_id, version=Task.version + 1)
            .returning(Task.id)
        )
        return (await session.scalars(statement)).all()

    async def _delete(self, session: AsyncSession, source_id: int) -> None:
        statement = delete(Project).where(Project.id == source_id).returning(Project.id)
        if await session.scalar(statement) is None:
            raise ProjectNotFound(source_id)
