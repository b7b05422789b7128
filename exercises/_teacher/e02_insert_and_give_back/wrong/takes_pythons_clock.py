"""Stores the moment by the clock of the machine that Python runs on.

way = "sqlalchemy_orm"
fails = ["test_the_moment_is_by_postgres_s_clock"]
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_task(self, new: NewTask) -> Task:
        task = Task(**values_of(new), created_at=datetime.now(UTC))
        async with self._session.begin():
            self._session.add(task)
        return task
