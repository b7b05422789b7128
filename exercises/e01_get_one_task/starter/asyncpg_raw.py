"""e01 in raw asyncpg. The connection commits every statement by itself."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        raise TodoError("task 1: the row with this id, as a Task")
