"""Joins, and gives each project the created_at of its first task, or none.

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
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Project, projects, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list_projects(self) -> Sequence[Project]:
        statement = (
            select(tasks, projects.c.id.label("of_project"), projects.c.name)
            .select_from(projects.outerjoin(tasks))
            .order_by(projects.c.id, tasks.c.id)
        )
        result = await self._connection.execute(statement)
        found = []
        for project_id, group in groupby(result, key=attrgetter("of_project")):
            rows = list(group)
            of_project = [row for row in rows if row.id is not None]
            found.append(Project(project_id, rows[0].name, rows[0].created_at, of_project))
        return found
