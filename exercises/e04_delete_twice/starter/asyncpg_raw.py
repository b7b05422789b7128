"""e04 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def delete_task(self, task_id: int) -> None:
        raise TodoError("task 1: delete the row with this id, and see whether there was one")

    async def delete_done_tasks(self, project_id: int) -> int:
        raise TodoError("task 2: delete the done tasks of the project, and count them")

    async def delete_project(self, project_id: int) -> None:
        raise TodoError("task 3: delete the project, but not its tasks")
