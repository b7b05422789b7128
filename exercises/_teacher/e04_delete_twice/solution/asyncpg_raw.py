"""e04 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.errors import ProjectNotFound, TaskNotFound


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def delete_task(self, task_id: int) -> None:
        statement = "DELETE FROM tasks WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, task_id) is None:
            raise TaskNotFound(task_id)

    async def delete_done_tasks(self, project_id: int) -> int:
        statement = "DELETE FROM tasks WHERE project_id = $1 AND done"
        status = await self._connection.execute(statement, project_id)
        return int(status.removeprefix("DELETE "))

    async def delete_project(self, project_id: int) -> None:
        # The foreign key of the tasks says ON DELETE SET NULL.
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)
