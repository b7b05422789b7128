"""e10 in SQLModel. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy.orm import QueryableAttribute, lazyload
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e10_lazy_loading_in_async.contract import Card
from shared.errors import TaskNotFound
from variants.sqlmodel_orm.mapping import Project, Task

# Typed as what they load, although on the class they are what a loader option takes.
PROJECT = cast("QueryableAttribute[Any]", Task.project)
TASKS = cast("QueryableAttribute[Any]", Project.tasks)


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def card(self, task_id: int) -> Card:
        task = await self._session.get(Task, task_id, options=[lazyload(PROJECT)])
        if task is None:
            raise TaskNotFound(task_id)
        return Card(task.title, task.project.name if task.project else None)

    async def board(self) -> Sequence[Project]:
        statement = select(Project).options(lazyload(TASKS)).order_by(col(Project.id))
        result = await self._session.exec(statement)
        return result.all()

    async def menu(self) -> Sequence[str]:
        result = await self._session.exec(select(Project.name).order_by(col(Project.id)))
        return result.all()
