"""Sorts by the date alone: what is due at the same moment comes in any order.

way = "sqlalchemy_orm"
fails = ["test_the_order_is_total", "test_without_any_date_the_id_decides"]
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
        if assignees is not None:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(Task.assignee == any_(names))
        result = await self._session.scalars(statement.order_by(Task.due_at))
        return result.all()
