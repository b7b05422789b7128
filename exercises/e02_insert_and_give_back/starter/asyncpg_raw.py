"""e02 in raw asyncpg. Nothing has begun."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        raise TodoError("task 1: insert the values of the new task, and commit")
