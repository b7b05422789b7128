"""A limit that is set for one stays for all who come after.

A report gets a limit of its own. But the setting belongs to the session and not to the work, and
the session goes back to the pool: once it is committed, whoever is next has it. With `true` (what
`SET LOCAL` does) it ends with the transaction.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval("SELECT set_config('statement_timeout', '5s', false)")
        await connection.fetch("SELECT title FROM tasks LIMIT $1", size)
    async with pool.acquire() as next_one:
        limit = await next_one.fetchval("SELECT current_setting('statement_timeout')")
    return f"the next one has {limit}"


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval("SELECT set_config('statement_timeout', '5s', true)")
        await connection.fetch("SELECT title FROM tasks LIMIT $1", size)
    async with pool.acquire() as next_one:
        limit = await next_one.fetchval("SELECT current_setting('statement_timeout')")
    return f"the next one has {limit}"


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.begin() as connection:
        await connection.execute(select(func.set_config("statement_timeout", "5s", False)))
        await connection.execute(select(tasks.c.title).limit(size))
    async with engine.connect() as next_one:
        limit = await next_one.scalar(select(func.current_setting("statement_timeout")))
    return f"the next one has {limit}"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.begin() as connection:
        await connection.execute(select(func.set_config("statement_timeout", "5s", True)))
        await connection.execute(select(tasks.c.title).limit(size))
    async with engine.connect() as next_one:
        limit = await next_one.scalar(select(func.current_setting("statement_timeout")))
    return f"the next one has {limit}"


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        await session.execute(select(func.set_config("statement_timeout", "5s", False)))
        await session.execute(select(Task.title).limit(size))
    async with sessions() as next_one:
        limit = await next_one.scalar(select(func.current_setting("statement_timeout")))
    return f"the next one has {limit}"


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        await session.execute(select(func.set_config("statement_timeout", "5s", True)))
        await session.execute(select(Task.title).limit(size))
    async with sessions() as next_one:
        limit = await next_one.scalar(select(func.current_setting("statement_timeout")))
    return f"the next one has {limit}"


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        await session.exec(select_model(func.set_config("statement_timeout", "5s", False)))
        await session.exec(select_model(TaskModel.title).limit(size))
    async with sessions() as next_one:
        found = await next_one.exec(select_model(func.current_setting("statement_timeout")))
        limit = found.one()
    return f"the next one has {limit}"


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        await session.exec(select_model(func.set_config("statement_timeout", "5s", True)))
        await session.exec(select_model(TaskModel.title).limit(size))
    async with sessions() as next_one:
        found = await next_one.exec(select_model(func.current_setting("statement_timeout")))
        limit = found.one()
    return f"the next one has {limit}"
