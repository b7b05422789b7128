"""e05 in SQLAlchemy Core. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        raise TodoError("task 1: the tasks with this text in their title, in order")
