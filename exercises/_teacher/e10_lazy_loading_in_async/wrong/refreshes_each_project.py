"""Loads explicitly, but project by project, with two statements for each.

way = "sqlalchemy_orm"
fails = ["test_the_board_is_two_statements_at_most"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from exercises.e10_lazy_loading_in_async.contract import Card
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def card(self, task_id: int) -> Card:
        # Without populate_existing a task that the session has comes as it is, without its project.
        task = await self._session.get(
            Task, task_id, options=[joinedload(Task.project)], populate_existing=True
        )
        if task is None:
            raise TaskNotFound(task_id)
        return Card(task.title, task.project.name if task.project else None)

    async def board(self) -> Sequence[Project]:
        result = await self._session.scalars(select(Project).order_by(Project.id))
        projects = result.all()
        for project in projects:
            await self._session.refresh(project, ["tasks"])
        return projects

    async def menu(self) -> Sequence[str]:
        result = await self._session.scalars(select(Project.name).order_by(Project.id))
        return result.all()
