"""e05 in SQLAlchemy Core. Every statement commits by itself."""

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
        statement = select(tasks).where(tasks.c.title.icontains(text, autoescape=True))
        if assignees is not None:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(tasks.c.assignee == any_(names))
        result = await self._connection.execute(statement.order_by(tasks.c.due_at, tasks.c.id))
        return result.all()
