"""Has the insert pass over what is there, and tells the caller nothing of it.

way = "asyncpg_raw"
fails = [
    "test_a_taken_external_id_is_a_duplicate",
    "test_the_field_is_told",
    "test_the_next_task_can_be_stored",
    "test_what_users_have_typed_does_not_matter",
    "test_many_can_be_refused_on_the_way",
    "test_an_unknown_constraint_names_no_field",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of

FIELDS = {
    "uq_tasks_external_id": "external_id",
    "uq_projects_name": "name",
    "fk_tasks_project_id_projects": "project_id",
}


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> int:
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING RETURNING id"""
        async with self._attempt():
            task_id: int = await self._connection.fetchval(statement, *values_of(new))
        return task_id

    async def add_project(self, name: str) -> int:
        statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id"
        async with self._attempt():
            project_id: int = await self._connection.fetchval(statement, name)
        return project_id

    @asynccontextmanager
    async def _attempt(self) -> AsyncIterator[None]:
        """A savepoint, and around it the translation: asyncpg has a class for every SQLSTATE."""
        try:
            async with self._connection.transaction():
                yield
        except asyncpg.UniqueViolationError as error:
            raise Duplicate(str(error), FIELDS.get(error.constraint_name or "")) from error
        except asyncpg.ForeignKeyViolationError as error:
            raise MissingReference(str(error), FIELDS.get(error.constraint_name or "")) from error
