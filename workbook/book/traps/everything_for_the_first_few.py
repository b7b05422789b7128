"""Everything is read, and the first few are kept.

Where the condition can be said in SQL, WHERE and LIMIT do it. Where only Python can decide, it is
tempting to fetch all rows and stop the loop early: the loop stops, but all rows have come by then,
and been built into objects. A cursor on the server hands them out in batches, for some round trips
more, and what nobody asks for stays there.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    kept = []
    async with pool.acquire() as connection:
        for row in await connection.fetch("SELECT id, title FROM tasks ORDER BY id"):
            if row["title"].isascii():
                kept.append(row["id"])
            if len(kept) == size:
                break
    return len(kept)


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    kept = []
    statement = "SELECT id, title FROM tasks ORDER BY id"
    async with pool.acquire() as connection, connection.transaction():
        async for row in connection.cursor(statement, prefetch=100):
            if row["title"].isascii():
                kept.append(row["id"])
            if len(kept) == size:
                break
    return len(kept)


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    kept = []
    statement = select(tasks.c.id, tasks.c.title).order_by(tasks.c.id)
    async with engine.connect() as connection:
        for row in await connection.execute(statement):
            if row.title.isascii():
                kept.append(row.id)
            if len(kept) == size:
                break
    return len(kept)


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    kept = []
    statement = select(tasks.c.id, tasks.c.title).order_by(tasks.c.id)
    async with engine.connect() as connection:
        batched = statement.execution_options(yield_per=100)
        async with connection.stream(batched) as rows:
            async for row in rows:
                if row.title.isascii():
                    kept.append(row.id)
                if len(kept) == size:
                    break
    return len(kept)


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    kept = []
    async with sessions() as session:
        for task in await session.scalars(select(Task).order_by(Task.id)):
            if task.title.isascii():
                kept.append(task)
            if len(kept) == size:
                break
    return len(kept)


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    kept = []
    statement = select(Task).order_by(Task.id).execution_options(yield_per=100)
    async with sessions() as session:
        async for task in await session.stream_scalars(statement):
            if task.title.isascii():
                kept.append(task)
            if len(kept) == size:
                break
    return len(kept)


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    kept = []
    async with sessions() as session:
        for task in await session.exec(select_model(TaskModel).order_by(col(TaskModel.id))):
            if task.title.isascii():
                kept.append(task)
            if len(kept) == size:
                break
    return len(kept)


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    kept = []
    statement = select_model(TaskModel).order_by(col(TaskModel.id))
    async with sessions() as session:
        batched = statement.execution_options(yield_per=100)
        async for task in await session.stream_scalars(batched):
            if task.title.isascii():
                kept.append(task)
            if len(kept) == size:
                break
    return len(kept)
