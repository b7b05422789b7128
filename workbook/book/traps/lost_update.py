"""The last one to save wins.

Two people open the same task, both add to its title, both save. Each is told that it is saved, and
the first one's words are gone: the second wrote what was read before them. The version column of
the ORM does not help here, for the request that saves reads the task anew, with the version that it
has by then. The version that was read has to travel with the form, and the save has to insist on
it; who comes second is told, and can look again.

Each ends with how many were told that it is saved, and how many additions are there.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (1, 2)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    read, saved = "SELECT title, version FROM tasks WHERE id = 1", 0
    [form] = await pool.fetch(read)  # all of them have it open
    for number in range(size):
        statement = "UPDATE tasks SET title = $1, version = version + 1 WHERE id = 1"
        await pool.execute(statement, f"{form['title']} +{number}")
        saved += 1
    return f"{saved} saved, {(await pool.fetchval(read)).count('+')} there"


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    read, saved = "SELECT title, version FROM tasks WHERE id = 1", 0
    [form] = await pool.fetch(read)  # all of them have it open
    for number in range(size):
        statement = """
            UPDATE tasks SET title = $1, version = version + 1
            WHERE id = 1 AND version = $2"""
        title, version = f"{form['title']} +{number}", form["version"]
        saved += await pool.execute(statement, title, version) == "UPDATE 1"
    return f"{saved} saved, {(await pool.fetchval(read)).count('+')} there"


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    read, saved = select(tasks).where(tasks.c.id == 1), 0
    async with engine.connect() as connection:
        form = (await connection.execute(read)).one()  # all of them have it open
    for number in range(size):
        async with engine.begin() as connection:
            values = {"title": f"{form.title} +{number}", "version": tasks.c.version + 1}
            await connection.execute(update(tasks).where(tasks.c.id == 1).values(values))
            saved += 1
    async with engine.connect() as connection:
        title = (await connection.execute(read)).one().title
    return f"{saved} saved, {title.count('+')} there"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    read, saved = select(tasks).where(tasks.c.id == 1), 0
    async with engine.connect() as connection:
        form = (await connection.execute(read)).one()  # all of them have it open
    for number in range(size):
        async with engine.begin() as connection:
            values = {"title": f"{form.title} +{number}", "version": tasks.c.version + 1}
            same = update(tasks).where(tasks.c.id == 1, tasks.c.version == form.version)
            saved += (await connection.execute(same.values(values))).rowcount
    async with engine.connect() as connection:
        title = (await connection.execute(read)).one().title
    return f"{saved} saved, {title.count('+')} there"


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    saved = 0
    async with sessions() as session:
        form = await session.get_one(Task, 1)  # all of them have it open
    for number in range(size):
        async with sessions.begin() as session:
            task = await session.get_one(Task, 1)
            task.title = f"{form.title} +{number}"
            saved += 1
    return f"{saved} saved, {task.title.count('+')} there"


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    saved = 0
    async with sessions() as session:
        form = await session.get_one(Task, 1)  # all of them have it open
    for number in range(size):
        async with sessions.begin() as session:
            task = await session.get_one(Task, 1)
            if task.version == form.version:
                task.title = f"{form.title} +{number}"
                saved += 1
    return f"{saved} saved, {task.title.count('+')} there"


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    saved = 0
    async with sessions() as session:
        form = await session.get_one(TaskModel, 1)  # all of them have it open
    for number in range(size):
        async with sessions.begin() as session:
            task = await session.get_one(TaskModel, 1)
            task.title = f"{form.title} +{number}"
            saved += 1
    return f"{saved} saved, {task.title.count('+')} there"


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    saved = 0
    async with sessions() as session:
        form = await session.get_one(TaskModel, 1)  # all of them have it open
    for number in range(size):
        async with sessions.begin() as session:
            task = await session.get_one(TaskModel, 1)
            if task.version == form.version:
                task.title = f"{form.title} +{number}"
                saved += 1
    return f"{saved} saved, {task.title.count('+')} there"
