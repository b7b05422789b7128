"""Keeps one connection: a cancelled BEGIN leaves a transaction that nobody knows, and nobody ends.

way = "asyncpg_raw"
fails = [
    "test_after_every_cancellation_the_next_call_works",
    "test_who_waits_for_the_connection_can_be_cancelled",
    "test_who_waits_for_postgres_can_be_cancelled",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from asyncpg.pool import PoolConnectionProxy

from exercises.e17_the_pool_runs_dry.contract import pool_at
from exercises.e18_cancelled_in_the_middle.contract import POOL_SIZE
from shared.errors import ProjectNotFound


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with pool_at(url, POOL_SIZE) as pool, pool.acquire() as connection:
            yield cls(connection)

    async def merge_projects(self, source_id: int, target_id: int) -> int:
        async with self._connection.transaction():
            moved = await self._move(source_id, target_id)
            await self._delete(source_id)
        return len(moved)

    async def _move(self, source_id: int, target_id: int) -> list[int]:
        statement = """
            UPDATE tasks SET project_id = $2, version = version + 1
            WHERE project_id = $1 RETURNING id"""
        return [row["id"] for row in await self._connection.fetch(statement, source_id, target_id)]

    async def _delete(self, source_id: int) -> None:
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, source_id) is None:
            raise ProjectNotFound(source_id)
