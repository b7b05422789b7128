"""e15 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from shared import protocol
from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find_tasks(
        self, wanted: Callable[[protocol.Task], bool], most: int
    ) -> Sequence[Task]:
        raise TodoError("task 1: read the tasks by id, and keep those that are wanted")
