"""The fifth way: all SQL is fixed text, values travel as JSON, and a row is used as it comes.

Does for you:   Postgres takes JSON apart into rows; asyncpg makes rows of a class of ours, in C.
Leaves to you:  the SQL as text; what JSON cannot say (a moment) is turned into text before.
Watch for:      a condition that is switched off by NULL is planned for all cases at once.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import asdict
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Self, Unpack

from asyncpg import InvalidCachedStatementError, Pool
from asyncpg.pool import PoolConnectionProxy

from exercises.e20_the_fifth_way.given import LEVELS, Project, Task, has_ended, open_pool
from shared.boundary import Boundary, guarded, one_by_one
from shared.domain import (
    ImportResult,
    Isolation,
    NewTask,
    PoolStatus,
    ProjectSummary,
    TaskChanges,
    TaskFilter,
)
from shared.errors import ProjectNotFound, StaleTask, TaskNotFound
from shared.protocol import EVERY_TASK
from shared.settings import Settings, milliseconds
from shared.unit_of_work import Atomic, UnitOfWork

BATCH = 1_000
GIVEN = ("title", "done", "project_id", "assignee", "due_at", "external_id")
COLUMNS = """tasks.id, title, done, project_id, assignee, due_at, external_id, version,
    tasks.created_at"""
MATCHING = """($1::boolean IS NULL OR done = $1) AND ($2::bigint IS NULL OR project_id = $2)
    AND ($3::text IS NULL OR assignee = $3)
    AND ($4::text IS NULL OR strpos(lower(title), lower($4)) > 0)
    AND ($5::timestamptz IS NULL OR due_at < $5)"""
NEW = f"SELECT {', '.join(GIVEN)} FROM json_populate_recordset(NULL::tasks, $1) WITH ORDINALITY"
as_json = partial(json.dumps, default=datetime.isoformat)
wanted = attrgetter("done", "project_id", "assignee", "title_contains", "due_before")
SET_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


@guarded
class Repository:
    def __init__(
        self, connection: PoolConnectionProxy[Any], unit: UnitOfWork, atomic: Atomic
    ) -> None:
        self._connection = connection
        self._unit = unit
        self._atomic = atomic

    # One task
    async def add_task(self, new: NewTask) -> Task:
        statement = f"INSERT INTO tasks ({', '.join(GIVEN)}) {NEW} RETURNING {COLUMNS}"
        [task] = await self._tasks(statement, as_json([asdict(new)]))
        return task

    async def get_task(self, task_id: int) -> Task:
        return await self._find_task(task_id)

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        # What the JSON does not name stays as it is in the row; what is null there is cleared.
        statement = f"""
            UPDATE tasks SET (title, done, project_id, assignee, due_at, version) = (
                SELECT title, done, project_id, assignee, due_at, tasks.version + 1
                FROM json_populate_record(tasks, $3)
            )
            WHERE id = $1 AND version = coalesce($2, version)
                AND tasks IS DISTINCT FROM json_populate_record(tasks, $3)
            RETURNING {COLUMNS}"""
        seen = None
        while True:
            arguments = (task_id, expected_version, as_json(changes))
            if changes and (edited := await self._tasks(statement, *arguments)):
                return edited[0]
            task = await self._find_task(task_id)
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
            same = all(task[field] == value for field, value in changes.items())
            if same or task.version == seen:
                return task
            seen = task.version  # Somebody was here between the two statements: once more.

    async def delete_task(self, task_id: int) -> None:
        statement = "DELETE FROM tasks WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, task_id) is None:
            raise TaskNotFound(task_id)

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        if not task_ids:
            return []
        statement = f"SELECT {COLUMNS} FROM tasks WHERE id = ANY($1::bigint[]) ORDER BY id"
        return await self._tasks(statement, task_ids)

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        statement = f"""
            SELECT {COLUMNS} FROM tasks
            WHERE {MATCHING} AND ($6::bigint IS NULL OR id > $6) ORDER BY id LIMIT $7"""
        return await self._tasks(statement, *wanted(where), after, limit)

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        statement = f"SELECT count(*) FROM tasks WHERE {MATCHING}"
        count: int = await self._connection.fetchval(statement, *wanted(where))
        return count

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        statement = f"SELECT {COLUMNS} FROM tasks WHERE {MATCHING} ORDER BY id"
        async with self._atomic():
            try:
                cursor = await self._connection.cursor(statement, *wanted(where), record_class=Task)
                while batch := await cursor.fetch(BATCH):
                    yield batch
            except InvalidCachedStatementError:
                await self._connection.reload_schema_state()
                raise

    # Bulk
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        statement = f"""
            INSERT INTO tasks ({", ".join(GIVEN)}) {NEW} ORDER BY ordinality RETURNING id"""
        rows = await self._connection.fetch(statement, as_json(list(map(asdict, new))))
        return sorted(row["id"] for row in rows)

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = map(attrgetter(*GIVEN), self._unit.watch(new))
        first = next(rows, None)
        if first is None:
            return 0
        status = await self._connection.copy_records_to_table(
            "tasks", columns=GIVEN, records=chain([first], rows)
        )
        return int(status.removeprefix("COPY "))

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        if not new:
            return ImportResult.of([], given=0)
        excluded = ", ".join(f"excluded.{column}" for column in GIVEN)
        stored = ", ".join(f"tasks.{column}" for column in GIVEN)
        statement = f"""
            INSERT INTO tasks ({", ".join(GIVEN)}) {NEW} ORDER BY external_id
            ON CONFLICT (external_id) DO UPDATE
            SET ({", ".join(GIVEN)}, version) = ROW ({excluded}, tasks.version + 1)
            WHERE ({stored}) IS DISTINCT FROM ({excluded})
            RETURNING xmax = 0 AS inserted"""
        rows = await self._connection.fetch(statement, as_json(list(map(asdict, new))))
        return ImportResult.of([row["inserted"] for row in rows], given=len(new))

    async def complete_tasks(self, where: TaskFilter) -> int:
        statement = f"""
            UPDATE tasks SET done = true, version = version + 1 WHERE NOT done AND {MATCHING}"""
        status = await self._connection.execute(statement, *wanted(where))
        return int(status.removeprefix("UPDATE "))

    # Projects
    async def add_project(self, name: str) -> Project:
        statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id, name, created_at"
        [row] = await self._connection.fetch(statement, name)
        return Project(row["id"], row["name"], row["created_at"], [])

    async def get_project(self, project_id: int) -> Project:
        projects = await self._projects("SELECT * FROM projects WHERE id = $1", project_id)
        if not projects:
            raise ProjectNotFound(project_id)
        return projects[0]

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        page = """
            SELECT * FROM projects WHERE $1::bigint IS NULL OR id > $1 ORDER BY id LIMIT $2"""
        return await self._projects(page, after, limit)

    async def delete_project(self, project_id: int) -> None:
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        statement = f"""
            WITH free AS (
                SELECT id AS free_id FROM tasks WHERE NOT done AND assignee IS NULL
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            UPDATE tasks SET assignee = $1, version = version + 1
            FROM free WHERE id = free_id RETURNING {COLUMNS}"""
        return next(iter(await self._tasks(statement, assignee)), None)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        statement = """
            SELECT projects.id, projects.name, figures.*
            FROM projects CROSS JOIN LATERAL (
                SELECT count(*), count(*) FILTER (WHERE done),
                    count(*) FILTER (WHERE NOT done AND due_at < now()), max(created_at)
                FROM tasks WHERE project_id = projects.id
            ) AS figures ORDER BY projects.id"""
        return [ProjectSummary(*row) for row in await self._connection.fetch(statement)]

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        statement = f"""
            SELECT {COLUMNS} FROM projects CROSS JOIN LATERAL (
                SELECT * FROM tasks WHERE project_id = projects.id
                ORDER BY created_at DESC, id DESC LIMIT $1
            ) AS tasks ORDER BY project_id, tasks.created_at DESC, tasks.id DESC"""
        return await self._tasks(statement, per_project)

    async def _tasks(self, statement: str, *arguments: object) -> list[Task]:
        return await self._connection.fetch(statement, *arguments, record_class=Task)

    async def _find_task(self, task_id: int) -> Task:
        found = await self._tasks(f"SELECT {COLUMNS} FROM tasks WHERE id = $1", task_id)
        if not found:
            raise TaskNotFound(task_id)
        return found[0]

    async def _projects(self, page: str, *arguments: object) -> list[Project]:
        """One statement, so that projects and tasks are of one moment."""
        rows = await self._tasks(
            f"""
            SELECT project.id AS of, project.name AS of_name, project.created_at AS of_moment,
                tasks.* FROM ({page}) AS project
                LEFT JOIN tasks ON project_id = project.id ORDER BY project.id, tasks.id""",
            *arguments,
        )
        return [
            Project(*project, tasks=[row for row in joined if row.id is not None])
            for project, joined in groupby(rows, attrgetter("of", "of_name", "of_moment"))
        ]


class Database:
    def __init__(self, pool: Pool[Any], boundary: Boundary, settings: Settings) -> None:
        self._pool = pool
        self._boundary = boundary
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        async with open_pool(settings) as (pool, boundary):
            yield cls(pool, boundary, settings)

    @asynccontextmanager
    async def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        read_only: bool = False,
        statement_timeout: float | None = None,
    ) -> AsyncIterator[Repository]:
        async with (
            self._boundary.transaction(isolation, statement_timeout, read_only=read_only) as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(connection.terminate, connection.close, partial(has_ended, connection))
            async with connection.transaction(isolation=LEVELS[isolation], readonly=read_only):
                if statement_timeout is not None:
                    await connection.execute(SET_TIMEOUT, milliseconds(statement_timeout))
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Repository]:
        async with (
            self._boundary.autocommit() as unit,
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(connection.terminate, connection.close, partial(has_ended, connection))
            async with unit.body():
                yield Repository(connection, unit, atomic=connection.transaction)

    def pool_status(self) -> PoolStatus:
        size, idle = self._pool.get_size(), self._pool.get_idle_size()
        return PoolStatus(open=size, in_use=size - idle, limit=self._pool.get_max_size())
