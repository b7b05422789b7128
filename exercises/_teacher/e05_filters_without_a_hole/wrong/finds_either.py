"""Gives what has the text, and also what belongs to these people.

way = "sqlmodel_orm"
fails = [
    "test_only_tasks_of_these_people_come",
    "test_nobody_is_not_everybody",
    "test_names_stay_names",
    "test_forty_thousand_people_are_no_problem",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, String, any_, literal
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        statement = select(Task)
        found = col(Task.title).icontains(text, autoescape=True)
        if assignees is None:
            statement = statement.where(found)
        else:
            # One array parameter: `in_()` sends one for each name.
            names = literal(list(assignees), ARRAY(String))
            statement = statement.where(or_(found, col(Task.assignee) == any_(names)))
        result = await self._session.exec(statement.order_by(col(Task.due_at), col(Task.id)))
        return result.all()
