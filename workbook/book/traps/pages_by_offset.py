"""Pages that are counted from the start.

Read a page of open tasks, finish them, read the next page: OFFSET passes over some of them. What is
finished has left the list, so those behind it have moved up by a page. Nothing raises; tasks stay
open, and somebody finds out. Go on behind the last id that was seen: what moves before it does not
matter.

Each ends with the number of tasks that it has finished. The rows are those of a page.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (5, 10, 20)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    finished = 0
    statement = """
        SELECT id FROM tasks WHERE project_id = 1 AND NOT done
        ORDER BY id LIMIT $1 OFFSET $2"""
    async with pool.acquire() as connection, connection.transaction():
        while rows := await connection.fetch(statement, size, finished):
            ids = [row["id"] for row in rows]
            await connection.execute("UPDATE tasks SET done = true WHERE id = ANY($1)", ids)
            finished += len(ids)
    return finished


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    finished, last = 0, 0
    statement = """
        SELECT id FROM tasks WHERE project_id = 1 AND NOT done AND id > $2
        ORDER BY id LIMIT $1"""
    async with pool.acquire() as connection, connection.transaction():
        while rows := await connection.fetch(statement, size, last):
            ids = [row["id"] for row in rows]
            await connection.execute("UPDATE tasks SET done = true WHERE id = ANY($1)", ids)
            finished, last = finished + len(ids), ids[-1]
    return finished


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    finished = 0
    open_tasks = select(tasks.c.id).where(tasks.c.project_id == 1, ~tasks.c.done)
    page = open_tasks.order_by(tasks.c.id).limit(size)
    async with engine.begin() as connection:
        while ids := (await connection.scalars(page.offset(finished))).all():
            await connection.execute(update(tasks).where(tasks.c.id.in_(ids)).values(done=True))
            finished += len(ids)
    return finished


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    finished, last = 0, 0
    open_tasks = select(tasks.c.id).where(tasks.c.project_id == 1, ~tasks.c.done)
    page = open_tasks.order_by(tasks.c.id).limit(size)
    async with engine.begin() as connection:
        while ids := (await connection.scalars(page.where(tasks.c.id > last))).all():
            await connection.execute(update(tasks).where(tasks.c.id.in_(ids)).values(done=True))
            finished, last = finished + len(ids), ids[-1]
    return finished


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    finished = 0
    open_tasks = select(Task).where(Task.project_id == 1, ~Task.done)
    page = open_tasks.order_by(Task.id).limit(size)
    async with sessions.begin() as session:
        while found := (await session.scalars(page.offset(finished))).all():
            for task in found:
                task.done = True
            finished += len(found)
    return finished


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    finished, last = 0, 0
    open_tasks = select(Task).where(Task.project_id == 1, ~Task.done)
    page = open_tasks.order_by(Task.id).limit(size)
    async with sessions.begin() as session:
        while found := (await session.scalars(page.where(Task.id > last))).all():
            for task in found:
                task.done = True
            finished, last = finished + len(found), found[-1].id
    return finished


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    finished = 0
    open_tasks = select_model(TaskModel).where(TaskModel.project_id == 1, ~col(TaskModel.done))
    page = open_tasks.order_by(col(TaskModel.id)).limit(size)
    async with sessions.begin() as session:
        while found := (await session.exec(page.offset(finished))).all():
            for task in found:
                task.done = True
            finished += len(found)
    return finished


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    finished, last = 0, 0
    open_tasks = select_model(TaskModel).where(TaskModel.project_id == 1, ~col(TaskModel.done))
    page = open_tasks.order_by(col(TaskModel.id)).limit(size)
    async with sessions.begin() as session:
        while found := (await session.exec(page.where(col(TaskModel.id) > last))).all():
            for task in found:
                task.done = True
            finished, last = finished + len(found), found[-1].id
    return finished
