"""Does before each deletion what the foreign key does by itself.

way = "asyncpg_raw"
fails = ["test_a_full_project_is_one_statement"]
"""

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
        let_go = "UPDATE tasks SET project_id = NULL WHERE project_id = $1"
        await self._connection.execute(let_go, project_id)
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)
