"""SQLAlchemy Core without a repository."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.domain import NewTask
from shared.settings import Settings
from variants.sqlalchemy_core.mapping import (
    STREAM_BATCH,
    Project,
    Task,
    copy_tasks,
    differing,
    projects,
    projects_of,
    tasks,
    values_of,
    with_tasks,
)
from workbook.bench.bare.engine import opened_engine


class Bare:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        async with opened_engine(settings) as engine:
            yield cls(engine)

    async def get_task(self, task_id: int) -> Task:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            result = await connection.execute(select(tasks).where(tasks.c.id == task_id))
            return _one(result)

    async def get_task_in_transaction(self, task_id: int) -> Task:
        async with self._engine.begin() as connection:
            result = await connection.execute(select(tasks).where(tasks.c.id == task_id))
            return _one(result)

    async def list_tasks(self, limit: int) -> Sequence[Task]:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            result = await connection.execute(select(tasks).order_by(tasks.c.id).limit(limit))
            return result.all()

    async def stream_tasks(self, project_id: int) -> Sequence[Task]:
        statement = select(tasks).where(tasks.c.project_id == project_id).order_by(tasks.c.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        found: list[Task] = []
        async with self._engine.begin() as connection:
            result = await connection.stream(batched)
            while batch := await result.fetchmany():
                found.extend(batch)
        return found

    async def add_task(self, new: NewTask) -> Task:
        statement = insert(tasks).values(values_of(new)).returning(tasks)
        async with self._engine.begin() as connection:
            result = await connection.execute(statement)
            return _one(result)

    async def edit_task(self, task_id: int, version: int, title: str, assignee: str) -> Task:
        changes = {"title": title, "assignee": assignee}
        statement = (
            update(tasks)
            .where(tasks.c.id == task_id, differing(changes), tasks.c.version == version)
            .values(**changes, version=tasks.c.version + 1)
            .returning(tasks)
        )
        async with self._engine.begin() as connection:
            result = await connection.execute(statement)
            return _one(result)

    async def claim_task(self, assignee: str) -> Task:
        free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
        oldest = free.order_by(tasks.c.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(tasks)
            .where(tasks.c.id == oldest.scalar_subquery())
            .values(assignee=assignee, version=tasks.c.version + 1)
            .returning(tasks)
        )
        async with self._engine.begin() as connection:
            result = await connection.execute(statement)
            return _one(result)

    async def get_project(self, project_id: int) -> Project:
        statement = with_tasks(select(projects).where(projects.c.id == project_id))
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            [project] = projects_of((await connection.execute(statement)).all())
            return project

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        statement = insert(tasks).returning(tasks.c.id, sort_by_parameter_order=True)
        async with self._engine.begin() as connection:
            return (await connection.scalars(statement, list(map(values_of, new)))).all()

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = (tuple(values_of(task).values()) for task in new)
        async with self._engine.begin() as connection:
            await connection.execute(select(1))  # sends BEGIN, which COPY would not
            return await copy_tasks(connection, rows)


def _one(result: CursorResult[*tuple[Any, ...]]) -> Task:
    return result.one()
