"""e07 in raw asyncpg. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from exercises.e07_both_or_neither.contract import Plan
from shared.errors import TaskNotFound


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def start_project(self, plan: Plan) -> None:
        async with self._connection.transaction():
            await self._start(plan)

    async def start_projects(self, plans: Sequence[Plan]) -> list[str]:
        impossible = []
        async with self._connection.transaction():
            for plan in plans:
                try:
                    # A transaction inside a transaction is a savepoint.
                    async with self._connection.transaction():
                        await self._start(plan)
                except (TaskNotFound, asyncpg.UniqueViolationError):
                    impossible.append(plan.name)
        return impossible

    async def _start(self, plan: Plan) -> None:
        insert = "INSERT INTO projects (name) VALUES ($1) RETURNING id"
        move = "UPDATE tasks SET project_id = $1, version = version + 1 WHERE id = $2 RETURNING id"
        project_id = await self._connection.fetchval(insert, plan.name)
        for task_id in plan.task_ids:
            if await self._connection.fetchval(move, project_id, task_id) is None:
                raise TaskNotFound(task_id)
