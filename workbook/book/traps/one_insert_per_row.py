"""One INSERT for each row.

A list of rows, a loop, an insert inside it: the rows arrive, one round trip each. Every way has a
form that takes the whole list at once, and it is not longer. The ORM's `add` in a loop is not the
trap, the flush in it is: without it the session collects the rows and sends them together.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection, connection.transaction():
        for number in range(size):
            await connection.execute("INSERT INTO tasks (title) VALUES ($1)", f"task {number}")
    return size


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    titles = [f"task {number}" for number in range(size)]
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("INSERT INTO tasks (title) SELECT unnest($1::text[])", titles)
    return size


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.begin() as connection:
        for number in range(size):
            await connection.execute(insert(tasks).values(title=f"task {number}"))
    return size


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    rows = [{"title": f"task {number}"} for number in range(size)]
    async with engine.begin() as connection:
        await connection.execute(insert(tasks), rows)
    return size


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        for number in range(size):
            session.add(Task(title=f"task {number}"))
            await session.flush()
    return size


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        session.add_all(Task(title=f"task {number}") for number in range(size))
    return size


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        for number in range(size):
            session.add(TaskModel(title=f"task {number}"))
            await session.flush()
    return size


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        session.add_all(TaskModel(title=f"task {number}") for number in range(size))
    return size
