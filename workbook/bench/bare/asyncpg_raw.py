"""asyncpg without a repository."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
from asyncpg.pool import PoolAcquireContext

from shared.domain import NewTask
from shared.settings import Settings
from variants.asyncpg_raw.mapping import (
    NEW_TASK_COLUMNS,
    STREAM_BATCH,
    Project,
    Task,
    count_of,
    projects_of,
    values_of,
    with_tasks,
)

GET_TASK = """
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM tasks WHERE id = $1"""
LIST_TASKS = """
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM tasks WHERE true ORDER BY id LIMIT $1"""
STREAM_TASKS = """
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM tasks WHERE project_id = $1 ORDER BY id"""
ADD_TASK = """
    INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id, title, done, project_id, assignee, due_at, external_id, version, created_at"""
EDIT_TASK = """
    UPDATE tasks SET (title, assignee, version) = ROW ($3, $4, version + 1)
    WHERE id = $1 AND version = coalesce($2, version)
        AND ROW (title, assignee) IS DISTINCT FROM ROW ($3, $4)
    RETURNING id, title, done, project_id, assignee, due_at, external_id, version, created_at"""
CLAIM_TASK = """
    UPDATE tasks SET assignee = $1, version = version + 1
    WHERE id = (
        SELECT id FROM tasks WHERE NOT done AND assignee IS NULL
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, title, done, project_id, assignee, due_at, external_id, version, created_at"""
GET_PROJECT = with_tasks("SELECT id, name, created_at FROM projects WHERE id = $1")
ADD_TASKS = """
    INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id)
    SELECT title, done, project_id, assignee, due_at, external_id
    FROM unnest($1::text[], $2::boolean[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[])
    WITH ORDINALITY AS new (title, done, project_id, assignee, due_at, external_id, position)
    ORDER BY position
    RETURNING id"""


class Bare:
    def __init__(self, pool: asyncpg.Pool[Any], settings: Settings) -> None:
        self._pool = pool
        self._timeout = settings.acquire_timeout

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        pool = asyncpg.create_pool(
            settings.url,
            min_size=0,
            init_size=1,
            max_size=settings.pool_size,
            max_inactive_connection_lifetime=0,
            timeout=settings.connect_timeout,
            reset=_leave_session_alone,
            statement_cache_size=settings.statement_cache_size,
            max_cached_statement_lifetime=0,
            server_settings=settings.server_settings,
        )
        async with pool:
            yield cls(pool, settings)

    async def get_task(self, task_id: int) -> Task:
        async with self._acquire() as connection:
            return Task(*_found(await connection.fetchrow(GET_TASK, task_id)))

    async def get_task_in_transaction(self, task_id: int) -> Task:
        async with self._acquire() as connection, connection.transaction():
            return Task(*_found(await connection.fetchrow(GET_TASK, task_id)))

    async def list_tasks(self, limit: int) -> Sequence[Task]:
        async with self._acquire() as connection:
            return [Task(*row) for row in await connection.fetch(LIST_TASKS, limit)]

    async def stream_tasks(self, project_id: int) -> Sequence[Task]:
        async with self._acquire() as connection, connection.transaction():
            cursor = await connection.cursor(STREAM_TASKS, project_id)
            found: list[Task] = []
            while rows := await cursor.fetch(STREAM_BATCH):
                found.extend(Task(*row) for row in rows)
        return found

    async def add_task(self, new: NewTask) -> Task:
        async with self._acquire() as connection, connection.transaction():
            [row] = await connection.fetch(ADD_TASK, *values_of(new))
            return Task(*row)

    async def edit_task(self, task_id: int, version: int, title: str, assignee: str) -> Task:
        async with self._acquire() as connection, connection.transaction():
            row = await connection.fetchrow(EDIT_TASK, task_id, version, title, assignee)
            return Task(*_found(row))

    async def claim_task(self, assignee: str) -> Task:
        async with self._acquire() as connection, connection.transaction():
            return Task(*_found(await connection.fetchrow(CLAIM_TASK, assignee)))

    async def get_project(self, project_id: int) -> Project:
        async with self._acquire() as connection:
            [project] = projects_of(await connection.fetch(GET_PROJECT, project_id))
            return project

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        async with self._acquire() as connection, connection.transaction():
            rows = await connection.fetch(ADD_TASKS, *zip(*map(values_of, new), strict=True))
            return sorted(row["id"] for row in rows)

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        async with self._acquire() as connection, connection.transaction():
            status = await connection.copy_records_to_table(
                "tasks", columns=NEW_TASK_COLUMNS, records=map(values_of, new)
            )
            return count_of(status)

    def _acquire(self) -> PoolAcquireContext[Any]:
        return self._pool.acquire(timeout=self._timeout)


async def _leave_session_alone(connection: asyncpg.Connection[Any]) -> None:
    """In place of the reset query, as in the variant."""


def _found(row: asyncpg.Record | None) -> asyncpg.Record:
    if row is None:
        raise LookupError("no such task")
    return row
