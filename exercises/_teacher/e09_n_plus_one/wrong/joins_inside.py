"""Joins, and drops the projects that have no tasks.

way = "sqlalchemy_core"
fails = [
    "test_every_project_comes_once_with_its_tasks",
    "test_what_others_did_meanwhile_is_seen",
    "test_all_is_readable_afterwards",
    "test_empty_projects_alone",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Project, projects, projects_of, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        statement = (
            select(
                tasks,
                projects.c.id.label("of_project"),
                projects.c.name.label("project_name"),
                projects.c.created_at.label("project_created_at"),
            )
            .select_from(projects.join(tasks))
            .order_by(projects.c.id, tasks.c.id)
        )
        return projects_of(await self._connection.execute(statement))
