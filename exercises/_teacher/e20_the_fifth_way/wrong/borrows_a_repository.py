"""Has blocks of its own and gives the repository of another way in them.

way = "mine"
fails = [
    "test_it_is_none_of_the_four",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from exercises._teacher.e20_the_fifth_way.solution import mine
from variants.asyncpg_raw.repository import Repository


class Database(mine.Database):
    @asynccontextmanager
    async def transaction(self, **options: Any) -> AsyncIterator[Any]:
        async with super().transaction(**options) as repository:
            yield borrowed(repository)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Any]:
        async with super().autocommit() as repository:
            yield borrowed(repository)


def borrowed(repository: mine.Repository) -> Repository:
    return Repository(**{name.strip("_"): value for name, value in vars(repository).items()})
