"""e07 in the SQLAlchemy ORM. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from exercises.e07_both_or_neither.contract import Plan
from shared.errors import TaskNotFound
from variants.sqlalchemy_orm.mapping import Project, Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def start_project(self, plan: Plan) -> None:
        async with self._session.begin():
            await self._start(plan)

    async def start_projects(self, plans: Sequence[Plan]) -> list[str]:
        impossible = []
        async with self._session.begin():
            for plan in plans:
                try:
                    async with self._session.begin_nested():
                        await self._start(plan)
                except (TaskNotFound, IntegrityError):
                    impossible.append(plan.name)
        return impossible

    async def _start(self, plan: Plan) -> None:
        project = Project(name=plan.name)
        self._session.add(project)
        await self._session.flush()
        for task_id in plan.task_ids:
            task = await self._session.get(Task, task_id, with_for_update=True)
            if task is None:
                raise TaskNotFound(task_id)
            task.project_id = project.id
