"""Gives a card also where there is no task.

way = "sqlmodel_orm"
fails = ["test_a_missing_task_has_no_card"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy.orm import QueryableAttribute, joinedload
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e10_lazy_loading_in_async.contract import Card
from variants.sqlmodel_orm.mapping import WITH_TASKS, Project, Task

# Typed as what it loads, although on the class it is what a loader option takes.
PROJECT = cast("QueryableAttribute[Any]", Task.project)


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def card(self, task_id: int) -> Card:
        # Without populate_existing a task that the session has comes as it is, without its project.
        task = await self._session.get(
            Task, task_id, options=[joinedload(PROJECT)], populate_existing=True
        )
        if task is None:
            return Card("", None)
        return Card(task.title, task.project.name if task.project else None)

    async def board(self) -> Sequence[Project]:
        # A joined project comes once for each of its tasks: unique() folds them.
        statement = select(Project).options(WITH_TASKS).order_by(col(Project.id))
        result = await self._session.exec(statement)
        return result.unique().all()

    async def menu(self) -> Sequence[str]:
        result = await self._session.exec(select(Project.name).order_by(col(Project.id)))
        return result.all()
