"""One UPDATE for each row.

Read the rows, change them, write them back: with objects it looks like one step. A flush sends an
UPDATE for each object that has changed, and as each must confirm its version, each is waited for.
Nothing in Python decides anything here, so Postgres can do it: one UPDATE with a condition. Raise
the version in it, for only a flush does that by itself.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel import update as update_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    statement = "UPDATE tasks SET assignee = 'Ann', version = version + 1 WHERE id = $1"
    async with pool.acquire() as connection, connection.transaction():
        for row in await connection.fetch("SELECT id FROM tasks WHERE id <= $1", size):
            await connection.execute(statement, row["id"])
    return size


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    statement = "UPDATE tasks SET assignee = 'Ann', version = version + 1 WHERE id <= $1"
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(statement, size)
    return size


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    changed = update(tasks).values(assignee="Ann", version=tasks.c.version + 1)
    async with engine.begin() as connection:
        found = await connection.scalars(select(tasks.c.id).where(tasks.c.id <= size))
        for task_id in found.all():
            await connection.execute(changed.where(tasks.c.id == task_id))
    return size


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    changed = update(tasks).values(assignee="Ann", version=tasks.c.version + 1)
    async with engine.begin() as connection:
        await connection.execute(changed.where(tasks.c.id <= size))
    return size


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        for task in await session.scalars(select(Task).where(Task.id <= size)):
            task.assignee = "Ann"
    return size


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    changed = update(Task).values(assignee="Ann", version=Task.version + 1)
    async with sessions.begin() as session:
        await session.execute(changed.where(Task.id <= size))
    return size


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        for task in await session.exec(select_model(TaskModel).where(col(TaskModel.id) <= size)):
            task.assignee = "Ann"
    return size


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    changed = update_model(TaskModel).values(assignee="Ann", version=col(TaskModel.version) + 1)
    async with sessions.begin() as session:
        await session.exec(changed.where(col(TaskModel.id) <= size))
    return size
