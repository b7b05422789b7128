"""A partial update writes every field.

The body of a PATCH is read into a model whose fields have defaults, and all of the model is
written. What the caller did not send is in it too and goes over what was stored: no error, other
data. With `exclude_unset` only what was sent is left, and what was sent as null is still among it.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel
from workbook.service.schemas import TaskPatch
from workbook.service.sqlmodel_schemas import TaskPatch as ModelPatch

SIZES = (1, 2, 4)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump()
            places = ", ".join(f"{field} = ${place}" for place, field in enumerate(fields, 2))
            statement = "UPDATE tasks SET ? WHERE id <= $1".replace("?", places)
            await connection.execute(statement, size, *fields.values())
        found = await connection.fetchval("SELECT count(*) FROM tasks WHERE assignee = 'Ann'")
    return f"{found} of {size} are Ann's"


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump(exclude_unset=True)
            places = ", ".join(f"{field} = ${place}" for place, field in enumerate(fields, 2))
            statement = "UPDATE tasks SET ? WHERE id <= $1".replace("?", places)
            await connection.execute(statement, size, *fields.values())
        found = await connection.fetchval("SELECT count(*) FROM tasks WHERE assignee = 'Ann'")
    return f"{found} of {size} are Ann's"


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.begin() as connection:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump()
            await connection.execute(update(tasks).where(tasks.c.id <= size).values(fields))
        statement = select(func.count()).where(tasks.c.assignee == "Ann")
        found = await connection.scalar(statement)
    return f"{found} of {size} are Ann's"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.begin() as connection:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump(exclude_unset=True)
            await connection.execute(update(tasks).where(tasks.c.id <= size).values(fields))
        statement = select(func.count()).where(tasks.c.assignee == "Ann")
        found = await connection.scalar(statement)
    return f"{found} of {size} are Ann's"


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump()
            for task in await session.scalars(select(Task).where(Task.id <= size)):
                for field, value in fields.items():
                    setattr(task, field, value)
        found = await session.scalar(select(func.count()).where(Task.assignee == "Ann"))
    return f"{found} of {size} are Ann's"


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions.begin() as session:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = TaskPatch.model_validate_json(body).model_dump(exclude_unset=True)
            for task in await session.scalars(select(Task).where(Task.id <= size)):
                for field, value in fields.items():
                    setattr(task, field, value)
        found = await session.scalar(select(func.count()).where(Task.assignee == "Ann"))
    return f"{found} of {size} are Ann's"


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = ModelPatch.model_validate_json(body).model_dump()
            statement = select_model(TaskModel).where(col(TaskModel.id) <= size)
            for task in await session.exec(statement):
                task.sqlmodel_update(fields)
        count = select_model(func.count()).where(TaskModel.assignee == "Ann")
        found = (await session.exec(count)).one()
    return f"{found} of {size} are Ann's"


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions.begin() as session:
        for body in ('{"assignee": "Ann"}', '{"done": true}'):
            fields = ModelPatch.model_validate_json(body).model_dump(exclude_unset=True)
            statement = select_model(TaskModel).where(col(TaskModel.id) <= size)
            for task in await session.exec(statement):
                task.sqlmodel_update(fields)
        count = select_model(func.count()).where(TaskModel.assignee == "Ann")
        found = (await session.exec(count)).one()
    return f"{found} of {size} are Ann's"
