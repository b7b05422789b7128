"""Commits by hand, and leaves the transaction open when Postgres refuses the task.

way = "sqlalchemy_core"
fails = ["test_nothing_is_left_open", "test_a_refused_task_is_no_obstacle_to_the_next"]
"""

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
        row: Task = (await self._connection.execute(statement)).one()
        await self._connection.commit()
        return row
