"""e08 in SQLModel. Every statement commits by itself."""

from __future__ import annotations

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).where(~col(Task.done)).order_by(col(Task.id)).limit(limit)
        if after is not None:
            statement = statement.where(col(Task.id) > after[0])
        tasks = (await self._session.exec(statement)).all()
        return Page(tasks, (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).order_by(col(Task.created_at).desc(), col(Task.id).desc())
        if after is not None:
            statement = statement.where(tuple_(col(Task.created_at), col(Task.id)) < after)
        tasks = (await self._session.exec(statement.limit(limit))).all()
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
