"""Takes IntegrityError, which stands for many SQLSTATEs, for a duplicate.

way = "sqlmodel_orm"
fails = [
    "test_a_missing_project_is_a_missing_reference",
    "test_the_language_of_the_message_does_not_matter",
    "test_what_users_have_typed_does_not_matter",
    "test_many_can_be_refused_on_the_way",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from shared.errors import Duplicate
from variants.sqlmodel_orm.mapping import Project, Task

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
        except IntegrityError as error:
            told = error.driver_exception
            field = FIELDS.get(getattr(told, "constraint_name", ""))
            raise Duplicate(str(told), field) from error
