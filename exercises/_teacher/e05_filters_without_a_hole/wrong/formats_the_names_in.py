"""Writes the names into the statement, between quotes of its own.

way = "sqlalchemy_core"
fails = [
    "test_three_people_make_the_same_statement_as_one",
    "test_only_tasks_of_these_people_come",
    "test_names_stay_names",
    "test_nobody_is_not_everybody",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Boolean, literal_column, select
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
            names = ", ".join(f"'{name}'" for name in assignees)
            statement = statement.where(literal_column(f"assignee IN ({names})", Boolean))
        result = await self._connection.execute(statement.order_by(tasks.c.due_at, tasks.c.id))
        return result.all()
