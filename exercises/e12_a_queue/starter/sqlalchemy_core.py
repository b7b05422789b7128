"""e12 in SQLAlchemy Core. You are in the worker's transaction."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_task(self, worker: str) -> Task | None:
        raise TodoError("task 1: the oldest open task without an assignee, now of this worker")
