"""e09 in the SQLAlchemy ORM. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from variants.sqlalchemy_orm.mapping import Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        statement = select(Project).options(selectinload(Project.tasks)).order_by(Project.id)
        # What the session holds is filled again from what was read.
        again = statement.execution_options(populate_existing=True)
        result = await self._session.scalars(again)
        return result.all()
