"""Leaves out projects without tasks in its report.

way = "mine"
fails = [
    "test_projects_and_reports_are_as_promised",
    "test_the_whole_suite_passes",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from exercises._teacher.e20_the_fifth_way.solution import mine
from shared.boundary import guarded
from shared.domain import ProjectSummary


@guarded
class Repository(mine.Repository):
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        statement = """
            SELECT projects.id, name, count(*), count(*) FILTER (WHERE done),
                count(*) FILTER (WHERE NOT done AND due_at < now()), max(tasks.created_at)
            FROM projects JOIN tasks ON project_id = projects.id
            GROUP BY projects.id ORDER BY projects.id"""
        return [ProjectSummary(*row) for row in await self._connection.fetch(statement)]


class Database(mine.Database):
    @asynccontextmanager
    async def transaction(self, **options: Any) -> AsyncIterator[mine.Repository]:
        async with super().transaction(**options) as repository:
            yield as_ours(repository)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[mine.Repository]:
        async with super().autocommit() as repository:
            yield as_ours(repository)


def as_ours(repository: mine.Repository) -> mine.Repository:
    repository.__class__ = Repository
    return repository
