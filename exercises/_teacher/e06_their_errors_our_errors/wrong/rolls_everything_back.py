"""Ends the transaction, and takes away what the caller had stored before.

way = "sqlalchemy_orm"
fails = ["test_the_next_task_can_be_stored", "test_many_can_be_refused_on_the_way"]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from variants.sqlalchemy_orm.mapping import Project, Task, values_of

KINDS = {"23505": Duplicate, "23503": MissingReference}
FIELDS = {
    "uq_tasks_external_id": "external_id",
    "uq_projects_name": "name",
    "fk_tasks_project_id_projects": "project_id",
}


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> int:
        task = Task(**values_of(new))
        async with self._attempt():
            self._session.add(task)
        return task.id

    async def add_project(self, name: str) -> int:
        project = Project(name=name)
        async with self._attempt():
            self._session.add(project)
        return project.id

    @asynccontextmanager
    async def _attempt(self) -> AsyncIterator[None]:
        """A flush, and around it the translation."""
        try:
            yield
            await self._session.flush()
        except DBAPIError as error:
            await self._session.rollback()
            told = error.driver_exception
            kind = KINDS.get(getattr(told, "sqlstate", ""))
            if kind is None:
                raise
            raise kind(str(told), FIELDS.get(getattr(told, "constraint_name", ""))) from error
