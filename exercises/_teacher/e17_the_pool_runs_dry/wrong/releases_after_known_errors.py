"""Gives the connection back after the errors that it knows.

way = "asyncpg_raw"
fails = ["test_errors_of_the_driver_leak_nothing", "test_cancelled_calls_leak_nothing"]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from exercises.e17_the_pool_runs_dry.contract import pool_at
from shared.errors import ProjectNotFound, TaskNotFound

POOL_SIZE = 2


class Answer:
    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with pool_at(url, POOL_SIZE) as pool:
            yield cls(pool)

    async def move_task(self, task_id: int, project_id: int) -> None:
        connection = await self._pool.acquire()
        try:
            await self._move(connection, task_id, project_id)
        except (ProjectNotFound, TaskNotFound):
            await self._pool.release(connection)
            raise
        await self._pool.release(connection)

    async def _move(
        self, connection: PoolConnectionProxy[Any], task_id: int, project_id: int
    ) -> None:
        statement = """
            UPDATE tasks SET project_id = $2, version = version + 1
            WHERE id = $1 RETURNING id"""
        await self._check_project(connection, project_id)
        if await connection.fetchval(statement, task_id, project_id) is None:
            raise TaskNotFound(task_id)

    async def _check_project(self, connection: PoolConnectionProxy[Any], project_id: int) -> None:
        statement = "SELECT id FROM projects WHERE id = $1"
        if await connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)
