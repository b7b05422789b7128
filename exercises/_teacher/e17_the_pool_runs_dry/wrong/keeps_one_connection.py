"""Takes a connection once, and lets all calls use it at the same time.

way = "asyncpg_raw"
fails = [
    "test_forty_calls_share_two_connections",
    "test_cancelled_calls_leak_nothing",
    "test_good_and_bad_calls_share_two_connections",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from asyncpg.pool import PoolConnectionProxy

from exercises.e17_the_pool_runs_dry.contract import pool_at
from shared.errors import ProjectNotFound, TaskNotFound

POOL_SIZE = 2


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with pool_at(url, POOL_SIZE) as pool, pool.acquire() as connection:
            yield cls(connection)

    async def move_task(self, task_id: int, project_id: int) -> None:
        statement = """
            UPDATE tasks SET project_id = $2, version = version + 1
            WHERE id = $1 RETURNING id"""
        await self._check_project(project_id)
        if await self._connection.fetchval(statement, task_id, project_id) is None:
            raise TaskNotFound(task_id)

    async def _check_project(self, project_id: int) -> None:
        statement = "SELECT id FROM projects WHERE id = $1"
        if await self._connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)
