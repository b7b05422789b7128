"""Leaves lazy loading out and puts nothing in its place: the mapping raises.

way = "sqlalchemy_orm"
fails = [
    "test_a_card_has_its_project",
    "test_a_card_is_two_statements_at_most",
    "test_a_card_after_the_board",
    "test_a_card_reads_no_other_task",
    "test_the_board_outlives_its_session",
    "test_the_board_is_two_statements_at_most",
    "test_the_board_after_a_card",
    "test_projects_without_any_task",
    "test_a_card_may_have_no_project",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from exercises.e10_lazy_loading_in_async.contract import Card
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def card(self, task_id: int) -> Card:
        task = await self._session.get(Task, task_id)
        if task is None:
            raise TaskNotFound(task_id)
        return Card(task.title, task.project.name if task.project else None)

    async def board(self) -> Sequence[Project]:
        statement = select(Project).order_by(Project.id)
        result = await self._session.scalars(statement)
        return result.all()

    async def menu(self) -> Sequence[str]:
        result = await self._session.scalars(select(Project.name).order_by(Project.id))
        return result.all()
