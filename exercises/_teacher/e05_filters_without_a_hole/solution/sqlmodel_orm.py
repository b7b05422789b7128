"""e05 in SQLModel. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, String, any_, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        statement = select(Task).where(col(Task.title).icontains(text, autoescape=True))
        if assignees is not None:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(col(Task.assignee) == any_(names))
        result = await self._session.exec(statement.order_by(col(Task.due_at), col(Task.id)))
        return result.all()
