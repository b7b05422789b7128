"""Looks for words in the message, which holds the statement and what was typed as well.

way = "sqlalchemy_orm"
fails = [
    "test_the_language_of_the_message_does_not_matter",
    "test_what_users_have_typed_does_not_matter",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from shared.errors import Duplicate, MissingReference
from variants.sqlalchemy_orm.mapping import Project, Task, values_of

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
        """A savepoint, which flushes when it ends, and around it the translation."""
        try:
            async with self._session.begin_nested():
                yield
        except DBAPIError as error:
            text = str(error)
            field = next((FIELDS[name] for name in FIELDS if name in text), None)
            if "duplicate key" in text:
                raise Duplicate(text, field) from error
            if "foreign key" in text:
                raise MissingReference(text, field) from error
            raise
