"""e09 in raw asyncpg. Every statement commits by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import TASK_COLUMNS, Project, projects_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        columns = ", ".join(f"tasks.{column}" for column in TASK_COLUMNS.split(", "))
        rows = await self._connection.fetch(f"""
            SELECT projects.id, projects.name, projects.created_at, {columns}
            FROM projects LEFT JOIN tasks ON tasks.project_id = projects.id
            ORDER BY projects.id, tasks.id""")
        return projects_of(rows)
