"""A look before each write.

Is the key there? Then update, else insert. That is two round trips for each row, and between the
two somebody else can store the same key: then the insert fails, though the code has looked.
Postgres can decide for all rows in one statement, with ON CONFLICT, and RETURNING tells which of
them were new: those have an xmax of 0.

Each ends with the number of new tasks.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import Boolean, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (1, 2, 3)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    inserted = 0
    async with pool.acquire() as connection, connection.transaction():
        for key in [f"ext:{number}/ß" for number in range(size)]:
            known = "SELECT id FROM tasks WHERE external_id = $1"
            if task_id := await connection.fetchval(known, key):
                statement = "UPDATE tasks SET title = $1, version = version + 1 WHERE id = $2"
                await connection.execute(statement, f"Import {key}", task_id)
            else:
                statement = "INSERT INTO tasks (title, external_id) VALUES ($1, $2)"
                await connection.execute(statement, f"Import {key}", key)
                inserted += 1
    return inserted


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    keys = [f"ext:{number}/ß" for number in range(size)]
    statement = """
        INSERT INTO tasks (title, external_id)
        SELECT 'Import ' || key, key FROM unnest($1::text[]) AS new (key)
        ON CONFLICT (external_id) DO UPDATE
        SET title = excluded.title, version = tasks.version + 1
        RETURNING xmax = 0 AS inserted"""
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(statement, keys)
    return sum(row["inserted"] for row in rows)


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    inserted = 0
    async with engine.begin() as connection:
        for key in [f"ext:{number}/ß" for number in range(size)]:
            known = tasks.c.external_id == key
            if await connection.scalar(select(tasks.c.id).where(known)):
                changed = update(tasks).where(known)
                values = {"title": f"Import {key}", "version": tasks.c.version + 1}
                await connection.execute(changed.values(values))
            else:
                values = {"title": f"Import {key}", "external_id": key}
                await connection.execute(insert(tasks).values(values))
                inserted += 1
    return inserted


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    keys = [f"ext:{number}/ß" for number in range(size)]
    statement = postgresql.insert(tasks)
    upsert = statement.on_conflict_do_update(
        index_elements=[tasks.c.external_id],
        set_={"title": statement.excluded.title, "version": tasks.c.version + 1},
    ).returning(literal_column("xmax = 0", Boolean))
    rows = [{"title": f"Import {key}", "external_id": key} for key in keys]
    async with engine.begin() as connection:
        return sum((await connection.scalars(upsert, rows)).all())


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    inserted = 0
    async with sessions.begin() as session:
        for key in [f"ext:{number}/ß" for number in range(size)]:
            task = await session.scalar(select(Task).where(Task.external_id == key))
            if task is None:
                session.add(Task(title=f"Import {key}", external_id=key))
                inserted += 1
            else:
                task.title = f"Import {key}"
    return inserted


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    keys = [f"ext:{number}/ß" for number in range(size)]
    statement = postgresql.insert(Task)
    upsert = statement.on_conflict_do_update(
        index_elements=[Task.external_id],
        set_={"title": statement.excluded.title, "version": Task.version + 1},
    ).returning(literal_column("xmax = 0", Boolean))
    rows = [{"title": f"Import {key}", "external_id": key} for key in keys]
    async with sessions.begin() as session:
        return sum((await session.scalars(upsert, rows)).all())


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    inserted = 0
    async with sessions.begin() as session:
        for key in [f"ext:{number}/ß" for number in range(size)]:
            known = select_model(TaskModel).where(TaskModel.external_id == key)
            task = (await session.exec(known)).one_or_none()
            if task is None:
                session.add(TaskModel(title=f"Import {key}", external_id=key))
                inserted += 1
            else:
                task.title = f"Import {key}"
    return inserted


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    keys = [f"ext:{number}/ß" for number in range(size)]
    statement = postgresql.insert(TaskModel)
    upsert = statement.on_conflict_do_update(
        index_elements=[col(TaskModel.external_id)],
        set_={"title": statement.excluded.title, "version": col(TaskModel.version) + 1},
    ).returning(literal_column("xmax = 0", Boolean))
    rows = [{"title": f"Import {key}", "external_id": key} for key in keys]
    async with sessions.begin() as session:
        return sum((await session.exec(upsert, params=rows)).scalars().all())
