"""A refresh for each object.

Reading `project.tasks` raises, because the tasks were not loaded. The nearest thing that makes the
error go away is `refresh` inside the loop. It names the relation and loads it, and is N+1 again,
twice: for each project it asks for the project once more, and then for its tasks. Say with the
query what its objects will be asked for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from variants.sqlalchemy_orm.mapping import Project
from variants.sqlmodel_orm.mapping import Project as ProjectModel

SIZES = (1, 2, 4)


async def wrong_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    titles = 0
    async with sessions() as session:
        found = await session.scalars(select(Project).order_by(Project.id).limit(size))
        for project in found.all():
            await session.refresh(project, ["tasks"])
            titles += len(project.tasks)
    return titles


async def right_sqlalchemy_orm(sessions: async_sessionmaker[AsyncSession], size: int) -> object:
    statement = select(Project).options(selectinload(Project.tasks))
    async with sessions() as session:
        found = await session.scalars(statement.order_by(Project.id).limit(size))
        return sum(len(project.tasks) for project in found)


async def wrong_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    titles = 0
    async with sessions() as session:
        statement = select_model(ProjectModel).order_by(col(ProjectModel.id)).limit(size)
        for project in (await session.exec(statement)).all():
            await session.refresh(project, ["tasks"])
            titles += len(project.tasks)
    return titles


async def right_sqlmodel_orm(sessions: async_sessionmaker[ModelSession], size: int) -> object:
    tasks_of: Any = ProjectModel.tasks  # to a checker it is the list that it loads
    statement = select_model(ProjectModel).options(selectinload(tasks_of))
    async with sessions() as session:
        found = await session.exec(statement.order_by(col(ProjectModel.id)).limit(size))
        return sum(len(project.tasks) for project in found)
