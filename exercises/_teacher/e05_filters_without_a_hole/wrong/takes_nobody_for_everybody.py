"""Takes an empty list for None, as a condition of Python does.

way = "sqlalchemy_orm"
fails = ["test_nobody_is_not_everybody"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, String, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        statement = select(Task).where(Task.title.icontains(text, autoescape=True))
        if assignees:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(Task.assignee == any_(names))
        result = await self._session.scalars(statement.order_by(Task.due_at, Task.id))
        return result.all()
