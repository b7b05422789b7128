"""A limit that counts the wrong rows.

The first projects with their tasks: join the two, order, LIMIT. But a join gives a row for each
task, and LIMIT counts those: the first project fills the page, and its tasks are cut off without a
sign. The inner join also drops projects that have no tasks. Limit the projects first, in a
subquery, and join then, to the left; joinedload does both by itself.

Each ends with the number of projects.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import contains_eager, joinedload
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_core.mapping import projects, tasks
from variants.sqlalchemy_orm.mapping import Project, Task
from variants.sqlmodel_orm.mapping import Project as ProjectModel
from variants.sqlmodel_orm.mapping import Task as TaskModel

SIZES = (1, 5, 20)


async def wrong_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    statement = """
        SELECT projects.id, tasks.title
        FROM projects JOIN tasks ON tasks.project_id = projects.id
        ORDER BY projects.id, tasks.id LIMIT $1"""
    async with pool.acquire() as connection:
        rows = await connection.fetch(statement, size)
    return len({row["id"] for row in rows})


async def right_asyncpg_raw(pool: asyncpg.Pool[Any], size: int) -> object:
    statement = """
        SELECT page.id, tasks.title
        FROM (SELECT id FROM projects ORDER BY id LIMIT $1) AS page
        LEFT JOIN tasks ON tasks.project_id = page.id
        ORDER BY page.id, tasks.id"""
    async with pool.acquire() as connection:
        rows = await connection.fetch(statement, size)
    return len({row["id"] for row in rows})


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    joined = select(projects.c.id, tasks.c.title).select_from(projects.join(tasks))
    statement = joined.order_by(projects.c.id, tasks.c.id).limit(size)
    async with engine.connect() as connection:
        rows = await connection.execute(statement)
        return len({row.id for row in rows})


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    page = select(projects.c.id).order_by(projects.c.id).limit(size).subquery("page")
    joined = page.outerjoin(tasks, tasks.c.project_id == page.c.id)
    statement = select(page.c.id, tasks.c.title).select_from(joined)
    async with engine.connect() as connection:
        rows = await connection.execute(statement.order_by(page.c.id, tasks.c.id))
        return len({row.id for row in rows})


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    joined = select(Project).join(Project.tasks).options(contains_eager(Project.tasks))
    statement = joined.order_by(Project.id, Task.id).limit(size)
    async with sessions() as session:
        found = await session.scalars(statement)
        return len(found.unique().all())


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    statement = select(Project).options(joinedload(Project.tasks)).order_by(Project.id).limit(size)
    async with sessions() as session:
        found = await session.scalars(statement)
        return len(found.unique().all())


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    tasks_of: Any = ProjectModel.tasks  # to a checker it is the list that it loads
    joined = select_model(ProjectModel).join(tasks_of).options(contains_eager(tasks_of))
    statement = joined.order_by(col(ProjectModel.id), col(TaskModel.id)).limit(size)
    async with sessions() as session:
        found = await session.exec(statement)
        return len(found.unique().all())


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    tasks_of: Any = ProjectModel.tasks  # to a checker it is the list that it loads
    statement = select_model(ProjectModel).options(joinedload(tasks_of))
    async with sessions() as session:
        found = await session.exec(statement.order_by(col(ProjectModel.id)).limit(size))
        return len(found.unique().all())
