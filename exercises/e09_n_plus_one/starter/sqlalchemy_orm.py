"""e09 in the SQLAlchemy ORM. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        result = await self._session.scalars(select(Project).order_by(Project.id))
        projects = result.all()
        for project in projects:
            await self._session.refresh(project, ["tasks"])
        return projects
