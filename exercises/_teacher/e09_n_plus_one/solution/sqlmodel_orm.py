"""e09 in SQLModel. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import WITH_TASKS, Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        # A joined project comes once for each of its tasks: unique() folds them.
        statement = select(Project).options(WITH_TASKS).order_by(col(Project.id))
        # What the session holds is filled again from what was read.
        again = statement.execution_options(populate_existing=True)
        result = await self._session.exec(again)
        return result.unique().all()
