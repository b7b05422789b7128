"""Says BEGIN and ROLLBACK by hand, and knows Exception only: a cancellation passes by.

way = "asyncpg_raw"
fails = [
    "test_cancelled_at_every_await_it_is_whole",
    "test_after_every_cancellation_the_next_call_works",
    "test_who_waits_for_postgres_can_be_cancelled",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from exercises.e17_the_pool_runs_dry.contract import pool_at
from exercises.e18_cancelled_in_the_middle.contract import POOL_SIZE
from shared.errors import ProjectNotFound


class Answer:
    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        async with pool_at(url, POOL_SIZE) as pool:
            yield cls(pool)

    async def merge_projects(self, source_id: int, target_id: int) -> int:
        connection = await self._pool.acquire()
        await connection.execute("BEGIN")
        try:
            moved = await self._move(connection, source_id, target_id)
            await self._delete(connection, source_id)
        except Exception:
            await connection.execute("ROLLBACK")
            await self._pool.release(connection)
            raise
        await connection.execute("COMMIT")
        await self._pool.release(connection)
        return len(moved)

    async def _move(
        self, connection: PoolConnectionProxy[Any], source_id: int, target_id: int
    ) -> list[int]:
        statement = """
            UPDATE tasks SET project_id = $2, version = version + 1
            WHERE project_id = $1 RETURNING id"""
        return [row["id"] for row in await connection.fetch(statement, source_id, target_id)]

    async def _delete(self, connection: PoolConnectionProxy[Any], source_id: int) -> None:
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await connection.fetchval(statement, source_id) is None:
            raise ProjectNotFound(source_id)
