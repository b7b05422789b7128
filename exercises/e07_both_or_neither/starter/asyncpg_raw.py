"""e07 in raw asyncpg. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from exercises.e07_both_or_neither.contract import Plan
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def start_project(self, plan: Plan) -> None:
        raise TodoError("task 1: insert the project, move the tasks, in one transaction")

    async def start_projects(self, plans: Sequence[Plan]) -> list[str]:
        raise TodoError("task 3: each plan with a savepoint of its own, in one transaction")
