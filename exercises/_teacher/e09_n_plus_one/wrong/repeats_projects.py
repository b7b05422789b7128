"""Makes a project of every joined row.

way = "asyncpg_raw"
fails = [
    "test_every_project_comes_once_with_its_tasks",
    "test_what_others_did_meanwhile_is_seen",
    "test_all_is_readable_afterwards",
    "test_a_hundred_projects_are_two_statements_at_most",
]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import TASK_COLUMNS, Project, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        columns = ", ".join(f"tasks.{column}" for column in TASK_COLUMNS.split(", "))
        rows = await self._connection.fetch(f"""
            SELECT projects.id, projects.name, projects.created_at, {columns}
            FROM projects LEFT JOIN tasks ON tasks.project_id = projects.id
            ORDER BY projects.id, tasks.id""")
        return [
            Project(row[0], row[1], row[2], [Task(*row[3:])] if row[3] is not None else [])
            for row in map(tuple, rows)
        ]
