"""e10 in the SQLAlchemy ORM. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from exercises.e10_lazy_loading_in_async.contract import Card
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def card(self, task_id: int) -> Card:
        task = await self._session.get(Task, task_id, options=[lazyload(Task.project)])
        if task is None:
            raise TaskNotFound(task_id)
        return Card(task.title, task.project.name if task.project else None)

    async def board(self) -> Sequence[Project]:
        statement = select(Project).options(lazyload(Project.tasks)).order_by(Project.id)
        result = await self._session.scalars(statement)
        return result.all()

    async def menu(self) -> Sequence[str]:
        result = await self._session.scalars(select(Project.name).order_by(Project.id))
        return result.all()
