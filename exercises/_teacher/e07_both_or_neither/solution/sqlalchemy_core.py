"""e07 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e07_both_or_neither.contract import Plan
from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import projects, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start_project(self, plan: Plan) -> None:
        async with self._connection.begin():
            await self._start(plan)

    async def start_projects(self, plans: Sequence[Plan]) -> list[str]:
        impossible = []
        async with self._connection.begin():
            for plan in plans:
                try:
                    async with self._connection.begin_nested():
                        await self._start(plan)
                except (TaskNotFound, IntegrityError):
                    impossible.append(plan.name)
        return impossible

    async def _start(self, plan: Plan) -> None:
        stored = insert(projects).values(name=plan.name).returning(projects.c.id)
        project_id = (await self._connection.execute(stored)).scalar_one()
        for task_id in plan.task_ids:
            moved = update(tasks).where(tasks.c.id == task_id).returning(tasks.c.id)
            values = {"project_id": project_id, "version": tasks.c.version + 1}
            if await self._connection.scalar(moved.values(values)) is None:
                raise TaskNotFound(task_id)
