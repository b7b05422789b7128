"""e06 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from shared.errors import Duplicate
from variants.sqlalchemy_core.mapping import projects, tasks, values_of


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> int:
        statement = insert(tasks).values(values_of(new)).returning(tasks.c.id)
        try:
            result = await self._connection.execute(statement)
        except DBAPIError as error:
            raise Duplicate(str(error), "external_id") from error
        return result.scalar_one()

    async def add_project(self, name: str) -> int:
        statement = insert(projects).values(name=name).returning(projects.c.id)
        try:
            result = await self._connection.execute(statement)
        except DBAPIError as error:
            raise Duplicate(str(error), "name") from error
        return result.scalar_one()
