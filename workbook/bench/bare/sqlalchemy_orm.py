"""SQLAlchemy's ORM without a repository."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from shared.domain import NewTask
from shared.settings import Settings
from variants.sqlalchemy_orm.mapping import (
    STREAM_BATCH,
    WITH_TASKS,
    Project,
    Task,
    copy_tasks,
    values_of,
)
from workbook.bench.bare.engine import opened_engine

# Said of the connection: an engine that has the option calls more functions at each checkout.
AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}


class Bare:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        async with opened_engine(settings) as engine:
            yield cls(engine)

    async def get_task(self, task_id: int) -> Task:
        async with self._sessions() as session:
            await session.connection(execution_options=AUTOCOMMIT)
            return await session.get_one(Task, task_id)

    async def get_task_in_transaction(self, task_id: int) -> Task:
        async with self._sessions.begin() as session:
            return await session.get_one(Task, task_id)

    async def list_tasks(self, limit: int) -> Sequence[Task]:
        async with self._sessions() as session:
            await session.connection(execution_options=AUTOCOMMIT)
            return (await session.scalars(select(Task).order_by(Task.id).limit(limit))).all()

    async def stream_tasks(self, project_id: int) -> Sequence[Task]:
        statement = select(Task).where(Task.project_id == project_id).order_by(Task.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        found: list[Task] = []
        async with self._sessions.begin() as session:
            result = await session.stream_scalars(batched)
            while batch := await result.fetchmany():
                found.extend(batch)
        return found

    async def add_task(self, new: NewTask) -> Task:
        task = Task(**values_of(new))
        async with self._sessions.begin() as session:
            session.add(task)
        return task

    async def edit_task(self, task_id: int, version: int, title: str, assignee: str) -> Task:
        async with self._sessions.begin() as session:
            task = await session.get_one(Task, task_id, with_for_update=True)
            if task.version != version:
                raise LookupError("no such version")
            task.title = title
            task.assignee = assignee
        return task

    async def claim_task(self, assignee: str) -> Task:
        free = select(Task.id).where(~Task.done, Task.assignee.is_(None))
        oldest = free.order_by(Task.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(Task)
            .where(Task.id == oldest.scalar_subquery())
            .values(assignee=assignee, version=Task.version + 1)
            .returning(Task)
            .execution_options(synchronize_session=False)
        )
        async with self._sessions.begin() as session:
            return (await session.scalars(statement)).one()

    async def get_project(self, project_id: int) -> Project:
        async with self._sessions() as session:
            await session.connection(execution_options=AUTOCOMMIT)
            return await session.get_one(Project, project_id, options=[WITH_TASKS])

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        statement = insert(Task).returning(Task.id, sort_by_parameter_order=True)
        nulls = statement.execution_options(render_nulls=True)
        async with self._sessions.begin() as session:
            return (await session.scalars(nulls, list(map(values_of, new)))).all()

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = (tuple(values_of(task).values()) for task in new)
        async with self._sessions.begin() as session:
            await session.execute(select(1))  # sends BEGIN, which COPY would not
            return await copy_tasks(await session.connection(), rows)
