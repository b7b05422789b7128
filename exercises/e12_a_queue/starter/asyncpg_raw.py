"""e12 in raw asyncpg. You are in the worker's transaction."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def claim_task(self, worker: str) -> Task | None:
        raise TodoError("task 1: the oldest open task without an assignee, now of this worker")
