"""Stores ten thousand tasks by ten thousand statements.

way = "mine"
fails = [
    "test_bulk_is_as_promised",
    "test_the_whole_suite_passes",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from exercises._teacher.e20_the_fifth_way.solution import mine
from shared.boundary import guarded
from shared.domain import NewTask


@guarded
class Repository(mine.Repository):
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        statement = f"INSERT INTO tasks ({', '.join(mine.GIVEN)}) {mine.NEW} RETURNING id"
        async with self._atomic():
            return [
                await self._connection.fetchval(statement, mine.as_json([asdict(one)]))
                for one in new
            ]


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
