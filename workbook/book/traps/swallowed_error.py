"""An error is swallowed, and the block left as if nothing had happened.

The second write may find its row there already; that is expected, and caught. The block is left
cleanly and nothing raises, so all of it looks stored. But Postgres has given the transaction up at
the error: it answers COMMIT with ROLLBACK, and a session whose flush failed sends ROLLBACK itself.
A savepoint around what may fail keeps the rest.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import asyncpg
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import projects, tasks
from variants.sqlalchemy_orm.mapping import Project, Task
from variants.sqlmodel_orm.mapping import Project as ProjectModel
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO tasks (title) SELECT 'new' FROM generate_series(1, $1::int)", size
            )
            with suppress(asyncpg.UniqueViolationError):
                await connection.execute("INSERT INTO projects (id, name) VALUES (1, 'inbox')")
        found = await connection.fetchval("SELECT count(*) FROM tasks WHERE title = 'new'")
    return f"{found} of {size} stored"


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO tasks (title) SELECT 'new' FROM generate_series(1, $1::int)", size
            )
            with suppress(asyncpg.UniqueViolationError):
                async with connection.transaction():
                    await connection.execute("INSERT INTO projects (id, name) VALUES (1, 'inbox')")
        found = await connection.fetchval("SELECT count(*) FROM tasks WHERE title = 'new'")
    return f"{found} of {size} stored"


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.connect() as connection:
        async with connection.begin():
            await connection.execute(insert(tasks), [{"title": "new"}] * size)
            with suppress(IntegrityError):
                await connection.execute(insert(projects).values(id=1, name="inbox"))
        statement = select(func.count()).where(tasks.c.title == "new")
        found = await connection.scalar(statement)
    return f"{found} of {size} stored"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.connect() as connection:
        async with connection.begin():
            await connection.execute(insert(tasks), [{"title": "new"}] * size)
            with suppress(IntegrityError):
                async with connection.begin_nested():
                    await connection.execute(insert(projects).values(id=1, name="inbox"))
        statement = select(func.count()).where(tasks.c.title == "new")
        found = await connection.scalar(statement)
    return f"{found} of {size} stored"


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions() as session:
        async with session.begin():
            session.add_all(Task(title="new") for _ in range(size))
            await session.flush()
            with suppress(IntegrityError):
                session.add(Project(id=1, name="inbox"))
                await session.flush()
        statement = select(func.count()).where(Task.title == "new")
        found = await session.scalar(statement)
    return f"{found} of {size} stored"


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions() as session:
        async with session.begin():
            session.add_all(Task(title="new") for _ in range(size))
            await session.flush()
            with suppress(IntegrityError):
                async with session.begin_nested():
                    session.add(Project(id=1, name="inbox"))
        statement = select(func.count()).where(Task.title == "new")
        found = await session.scalar(statement)
    return f"{found} of {size} stored"


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions() as session:
        async with session.begin():
            session.add_all(TaskModel(title="new") for _ in range(size))
            await session.flush()
            with suppress(IntegrityError):
                session.add(ProjectModel(id=1, name="inbox"))
                await session.flush()
        statement = select_model(func.count()).where(TaskModel.title == "new")
        found = (await session.exec(statement)).one()
    return f"{found} of {size} stored"


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions() as session:
        async with session.begin():
            session.add_all(TaskModel(title="new") for _ in range(size))
            await session.flush()
            with suppress(IntegrityError):
                async with session.begin_nested():
                    session.add(ProjectModel(id=1, name="inbox"))
        statement = select_model(func.count()).where(TaskModel.title == "new")
        found = (await session.exec(statement)).one()
    return f"{found} of {size} stored"
