"""e08 in the SQLAlchemy ORM. Every statement commits by itself."""

from __future__ import annotations

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from exercises.e08_pages_that_do_not_slip.contract import Mark, Page
from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).where(~Task.done).order_by(Task.id).limit(limit)
        if after is not None:
            statement = statement.where(Task.id > after[0])
        tasks = (await self._session.scalars(statement)).all()
        return Page(tasks, (tasks[-1].id,) if tasks else None)

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        statement = select(Task).order_by(Task.created_at.desc(), Task.id.desc())
        if after is not None:
            statement = statement.where(tuple_(Task.created_at, Task.id) < after)
        tasks = (await self._session.scalars(statement.limit(limit))).all()
        return Page(tasks, (tasks[-1].created_at, tasks[-1].id) if tasks else None)
