"""Locks the oldest task, and does not pass over one that is locked.

way = "mine"
fails = [
    "test_work_at_the_same_time_is_as_promised",
    "test_the_whole_suite_passes",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from exercises._teacher.e20_the_fifth_way.solution import mine
from exercises.e20_the_fifth_way.given import Task
from shared.boundary import guarded


@guarded
class Repository(mine.Repository):
    async def claim_task(self, assignee: str) -> Task | None:
        statement = f"""
            UPDATE tasks SET assignee = $1, version = version + 1
            WHERE id = (
                SELECT id FROM tasks WHERE NOT done AND assignee IS NULL
                ORDER BY id LIMIT 1 FOR UPDATE
            )
            RETURNING {mine.COLUMNS}"""
        return next(iter(await self._tasks(statement, assignee)), None)


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
