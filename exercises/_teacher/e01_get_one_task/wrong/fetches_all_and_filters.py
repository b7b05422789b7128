"""Reads the whole table and looks for the task in Python.

way = "sqlalchemy_core"
fails = ["test_only_the_row_comes_over_the_wire"]
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.errors import TaskNotFound
from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get_task(self, task_id: int) -> Task:
        result = await self._connection.execute(select(tasks))
        for row in result:
            if row.id == task_id:
                return row
        raise TaskNotFound(task_id)
