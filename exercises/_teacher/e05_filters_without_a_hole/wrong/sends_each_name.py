"""Makes a parameter of each name.

way = "sqlmodel_orm"
fails = [
    "test_three_people_make_the_same_statement_as_one",
    "test_forty_thousand_people_are_no_problem",
]
"""

from __future__ import annotations

from collections.abc import Sequence

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
            statement = statement.where(col(Task.assignee).in_(assignees))
        result = await self._session.exec(statement.order_by(col(Task.due_at), col(Task.id)))
        return result.all()
