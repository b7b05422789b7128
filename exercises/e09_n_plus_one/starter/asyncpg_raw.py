"""e09 in raw asyncpg. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import TASK_COLUMNS, Project, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        rows = await self._connection.fetch("SELECT id, name, created_at FROM projects ORDER BY id")
        return [
            Project(row["id"], row["name"], row["created_at"], await self._tasks_of(row["id"]))
            for row in rows
        ]

    async def _tasks_of(self, project_id: int) -> list[Task]:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE project_id = $1 ORDER BY id"
        return [Task(*row) for row in await self._connection.fetch(statement, project_id)]
