"""Has an order, but not the one that is asked for.

way = "asyncpg_raw"
fails = [
    "test_every_project_comes_once_with_its_tasks",
    "test_what_others_did_meanwhile_is_seen",
    "test_all_is_readable_afterwards",
]
"""

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
            ORDER BY projects.id, tasks.title""")
        return projects_of(rows)
