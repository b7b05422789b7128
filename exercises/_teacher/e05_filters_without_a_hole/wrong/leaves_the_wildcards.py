"""Sends a parameter, which LIKE still reads as a pattern.

way = "sqlalchemy_core"
fails = ["test_a_percent_sign_is_a_percent_sign", "test_underscores_and_backslashes_are_plain"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, String, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        statement = select(tasks).where(tasks.c.title.ilike(f"%{text}%"))
        if assignees is not None:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(tasks.c.assignee == any_(names))
        result = await self._connection.execute(statement.order_by(tasks.c.due_at, tasks.c.id))
        return result.all()
