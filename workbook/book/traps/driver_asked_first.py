"""The driver is asked before SQLAlchemy has begun.

COPY is had from the driver's own connection, and is to be part of SQLAlchemy's transaction. But
SQLAlchemy sends BEGIN ahead of its own first statement and not before: what the driver is asked
until then is committed by itself, and a rollback leaves it. Any statement of SQLAlchemy's before it
opens the transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import tasks
from variants.sqlalchemy_orm.mapping import Task
from variants.sqlmodel_orm.mapping import Task as TaskModel


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await connection.rollback()
        statement = select(func.count()).where(tasks.c.title == "copied")
        found = await connection.scalar(statement)
    return f"{found} of {size} are still there"


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.connect() as connection:
        await connection.execute(select(func.now()))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await connection.rollback()
        statement = select(func.count()).where(tasks.c.title == "copied")
        found = await connection.scalar(statement)
    return f"{found} of {size} are still there"


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions() as session:
        connection = await session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await session.rollback()
        found = await session.scalar(select(func.count()).where(Task.title == "copied"))
    return f"{found} of {size} are still there"


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions() as session:
        await session.execute(select(func.now()))
        connection = await session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await session.rollback()
        found = await session.scalar(select(func.count()).where(Task.title == "copied"))
    return f"{found} of {size} are still there"


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions() as session:
        connection = await session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await session.rollback()
        statement = select_model(func.count()).where(TaskModel.title == "copied")
        found = (await session.exec(statement)).one()
    return f"{found} of {size} are still there"


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions() as session:
        await session.exec(select_model(func.now()))
        connection = await session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        rows = [("copied",)] * size
        await driver.copy_records_to_table("tasks", columns=["title"], records=rows)
        await session.rollback()
        statement = select_model(func.count()).where(TaskModel.title == "copied")
        found = (await session.exec(statement)).one()
    return f"{found} of {size} are still there"
