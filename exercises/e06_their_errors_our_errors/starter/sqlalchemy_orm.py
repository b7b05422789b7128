"""e06 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from shared.errors import Duplicate
from variants.sqlalchemy_orm.mapping import Project, Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> int:
        task = Task(**values_of(new))
        self._session.add(task)
        try:
            await self._session.flush()
        except DBAPIError as error:
            raise Duplicate(str(error), "external_id") from error
        return task.id

    async def add_project(self, name: str) -> int:
        project = Project(name=name)
        self._session.add(project)
        try:
            await self._session.flush()
        except DBAPIError as error:
            raise Duplicate(str(error), "name") from error
        return project.id
