"""e02 in SQLAlchemy Core. Nothing has begun."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import Task, tasks, values_of


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        statement = insert(tasks).values(values_of(new)).returning(tasks)
        async with self._connection.begin():
            row: Task = (await self._connection.execute(statement)).one()
        return row
