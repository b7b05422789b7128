"""One query for each project, where one for all would do.

The loop reads well, and every query in it is quick. But each of them waits for the network, and the
number of them grows with the data: what is pleasant with three projects on a laptop is slow with a
hundred in production, and no query stands out in the log. Ask for all tasks in one statement.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import projects, tasks
from variants.sqlalchemy_orm.mapping import Project, Task
from variants.sqlmodel_orm.mapping import Project as ProjectModel
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (1, 5, 30)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    titles = 0
    async with pool.acquire() as connection:
        found = await connection.fetch("SELECT id FROM projects ORDER BY id LIMIT $1", size)
        for project in found:
            rows = await connection.fetch(
                "SELECT title FROM tasks WHERE project_id = $1", project["id"]
            )
            titles += len(rows)
    return titles


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    async with pool.acquire() as connection:
        rows = await connection.fetch(
            """
            SELECT title FROM tasks WHERE project_id IN (
                SELECT id FROM projects ORDER BY id LIMIT $1
            )""",
            size,
        )
    return len(rows)


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    titles = 0
    async with engine.connect() as connection:
        found = await connection.scalars(select(projects.c.id).order_by(projects.c.id).limit(size))
        for project_id in found.all():
            statement = select(tasks.c.title).where(tasks.c.project_id == project_id)
            titles += len((await connection.scalars(statement)).all())
    return titles


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    async with engine.connect() as connection:
        found = select(projects.c.id).order_by(projects.c.id).limit(size)
        statement = select(tasks.c.title).where(tasks.c.project_id.in_(found))
        return len((await connection.scalars(statement)).all())


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    titles = 0
    async with sessions() as session:
        found = await session.scalars(select(Project).order_by(Project.id).limit(size))
        for project in found.all():
            statement = select(Task).where(Task.project_id == project.id)
            titles += len((await session.scalars(statement)).all())
    return titles


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    async with sessions() as session:
        statement = select(Project).options(selectinload(Project.tasks))
        found = await session.scalars(statement.order_by(Project.id).limit(size))
        return sum(len(project.tasks) for project in found)


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    titles = 0
    async with sessions() as session:
        statement = select_model(ProjectModel).order_by(col(ProjectModel.id)).limit(size)
        for project in (await session.exec(statement)).all():
            found = select_model(TaskModel).where(TaskModel.project_id == project.id)
            titles += len((await session.exec(found)).all())
    return titles


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    async with sessions() as session:
        tasks_of: Any = ProjectModel.tasks  # to a checker it is the list that it loads
        statement = select_model(ProjectModel).options(selectinload(tasks_of))
        found = await session.exec(statement.order_by(col(ProjectModel.id)).limit(size))
        return sum(len(project.tasks) for project in found)
