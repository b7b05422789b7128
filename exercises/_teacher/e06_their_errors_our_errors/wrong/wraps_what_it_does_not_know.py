"""Makes an error of ours of everything: nobody sees what it was.

way = "sqlmodel_orm"
fails = ["test_any_other_error_goes_on", "test_many_can_be_refused_on_the_way"]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference, RepositoryError
from variants.sqlmodel_orm.mapping import Project, Task

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
        task = Task.model_validate(new)
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
        """A savepoint, which flushes when it ends, and around it the translation."""
        try:
            async with self._session.begin_nested():
                yield
        except DBAPIError as error:
            told = error.driver_exception
            kind = KINDS.get(getattr(told, "sqlstate", ""))
            if kind is None:
                raise RepositoryError(str(told)) from error
            raise kind(str(told), FIELDS.get(getattr(told, "constraint_name", ""))) from error
