"""Asks for the tasks of fifty projects at a time: fewer statements, but they still grow.

way = "asyncpg_raw"
fails = ["test_a_hundred_projects_are_two_statements_at_most"]
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
        rows = await self._connection.fetch("SELECT id, name, created_at FROM projects ORDER BY id")
        projects = [Project(row["id"], row["name"], row["created_at"], []) for row in rows]
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE project_id = ANY($1) ORDER BY id"
        for start in range(0, len(projects), 50):
            some = {project.id: project for project in projects[start : start + 50]}
            for row in await self._connection.fetch(statement, list(some)):
                some[row["project_id"]].tasks.append(Task(*row))
        return projects
