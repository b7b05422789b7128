"""e06 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from variants.sqlalchemy_core.mapping import projects, tasks, values_of

KINDS = {"23505": Duplicate, "23503": MissingReference}
FIELDS = {
    "uq_tasks_external_id": "external_id",
    "uq_projects_name": "name",
    "fk_tasks_project_id_projects": "project_id",
}


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> int:
        statement = insert(tasks).values(values_of(new)).returning(tasks.c.id)
        async with self._attempt():
            result = await self._connection.execute(statement)
        return result.scalar_one()

    async def add_project(self, name: str) -> int:
        statement = insert(projects).values(name=name).returning(projects.c.id)
        async with self._attempt():
            result = await self._connection.execute(statement)
        return result.scalar_one()

    @asynccontextmanager
    async def _attempt(self) -> AsyncIterator[None]:
        """A savepoint, and around it the translation: SQLAlchemy wraps the driver's exception."""
        try:
            async with self._connection.begin_nested():
                yield
        except DBAPIError as error:
            told = error.driver_exception
            kind = KINDS.get(getattr(told, "sqlstate", ""))
            if kind is None:
                raise
            raise kind(str(told), FIELDS.get(getattr(told, "constraint_name", ""))) from error
