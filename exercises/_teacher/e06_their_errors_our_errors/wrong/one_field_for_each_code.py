"""Takes it for granted that only one value can be a duplicate.

way = "sqlalchemy_core"
fails = [
    "test_the_field_is_told",
    "test_an_unknown_constraint_names_no_field",
    "test_many_can_be_refused_on_the_way",
]
"""

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
FIELDS = {Duplicate: "external_id", MissingReference: "project_id"}


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
            raise kind(str(told), FIELDS[kind]) from error
