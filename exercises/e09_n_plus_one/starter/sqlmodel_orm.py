"""e09 in SQLModel. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        result = await self._session.exec(select(Project).order_by(col(Project.id)))
        projects = result.all()
        for project in projects:
            await self._session.refresh(project, ["tasks"])
        return projects
