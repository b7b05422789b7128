"""Raw asyncpg: how this way says each query.

Does for you:   speaks the binary protocol, prepares and caches statements, converts values.
                COPY, cursors, arrays and savepoints are one call each.
Leaves to you:  the SQL as text, the numbering of placeholders, the mapping of rows.
                Nothing tells you before it runs that a column is misspelt.
Watch for:      text glued from values: only columns' names may be formatted in, never a value.
                The status string ("UPDATE 3") is all that tells how many rows were changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any, Unpack

from asyncpg.pool import PoolConnectionProxy

from shared.boundary import guarded, one_by_one
from shared.domain import ImportResult, NewTask, ProjectSummary, TaskChanges, TaskFilter
from shared.errors import ProjectNotFound, StaleTask, TaskNotFound
from shared.protocol import EVERY_TASK
from shared.unit_of_work import Atomic, UnitOfWork
from variants.asyncpg_raw.mapping import (
    NEW_TASK_ARRAYS,
    NEW_TASK_COLUMNS,
    STREAM_BATCH,
    TASK_COLUMNS,
    Project,
    Task,
    count_of,
    import_order,
    matching,
    no_outdated_plan,
    projects_of,
    values_of,
    with_tasks,
)


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
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING {TASK_COLUMNS}"""
        [row] = await self._connection.fetch(statement, *values_of(new))
        return Task(*row)

    async def get_task(self, task_id: int) -> Task:
        return await self._find_task(task_id)

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        given = ", ".join(f"${number}" for number in range(3, 3 + len(changes)))
        statement = f"""
            UPDATE tasks SET ({", ".join(changes)}, version) = ROW ({given}, version + 1)
            WHERE id = $1 AND version = coalesce($2, version)
                AND ROW ({", ".join(changes)}) IS DISTINCT FROM ROW ({given})
            RETURNING {TASK_COLUMNS}"""
        arguments = (task_id, expected_version, *changes.values())
        seen = None
        while True:
            row = await self._connection.fetchrow(statement, *arguments) if changes else None
            if row is not None:
                return Task(*row)
            # No such task, or another version, or nothing that differs: reading it tells which.
            task = await self._find_task(task_id)
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
            same = all(getattr(task, field) == value for field, value in changes.items())
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
        # One array parameter: a placeholder for each id would end at 32,767.
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = ANY($1::bigint[]) ORDER BY id"
        rows = await self._connection.fetch(statement, task_ids)
        return [Task(*row) for row in rows]

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        condition, arguments = matching(where, after)
        statement = f"""
            SELECT {TASK_COLUMNS} FROM tasks
            WHERE {condition} ORDER BY id LIMIT ${len(arguments) + 1}"""
        rows = await self._connection.fetch(statement, *arguments, limit)
        return [Task(*row) for row in rows]

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        condition, arguments = matching(where)
        statement = f"SELECT count(*) FROM tasks WHERE {condition}"
        return int(await self._connection.fetchval(statement, *arguments))

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        condition, arguments = matching(where)
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE {condition} ORDER BY id"
        async with self._atomic(), no_outdated_plan(self._connection):
            cursor = await self._connection.cursor(statement, *arguments)
            while rows := await cursor.fetch(STREAM_BATCH):
                yield [Task(*row) for row in rows]

    # Bulk
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        # One array a column: one statement, always the same text, for any number of rows.
        columns = ", ".join(NEW_TASK_COLUMNS)
        statement = f"""
            INSERT INTO tasks ({columns})
            SELECT {columns}
            FROM unnest({NEW_TASK_ARRAYS}) WITH ORDINALITY AS new ({columns}, position)
            ORDER BY position
            RETURNING id"""
        rows = await self._connection.fetch(statement, *zip(*map(values_of, new), strict=True))
        # Ids are drawn in the order of the rows; that RETURNING keeps it is nowhere promised.
        return sorted(row["id"] for row in rows)

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = map(values_of, self._unit.watch(new))
        first = next(rows, None)
        if first is None:
            return 0
        status = await self._connection.copy_records_to_table(
            "tasks", columns=NEW_TASK_COLUMNS, records=chain([first], rows)
        )
        return count_of(status)

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        if not new:
            return ImportResult.of([], given=0)
        columns = ", ".join(NEW_TASK_COLUMNS)
        given = ", ".join(f"excluded.{column}" for column in NEW_TASK_COLUMNS)
        stored = ", ".join(f"tasks.{column}" for column in NEW_TASK_COLUMNS)
        # xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
        statement = f"""
            INSERT INTO tasks ({columns})
            SELECT {columns} FROM unnest({NEW_TASK_ARRAYS}) AS new ({columns})
            ON CONFLICT (external_id) DO UPDATE
            SET ({columns}, version) = ROW ({given}, tasks.version + 1)
            WHERE ({stored}) IS DISTINCT FROM ({given})
            RETURNING xmax = 0 AS inserted"""
        ordered = map(values_of, sorted(new, key=import_order))
        rows = await self._connection.fetch(statement, *zip(*ordered, strict=True))
        return ImportResult.of([row["inserted"] for row in rows], given=len(new))

    async def complete_tasks(self, where: TaskFilter) -> int:
        condition, arguments = matching(where)
        statement = f"""
            UPDATE tasks SET done = true, version = version + 1
            WHERE NOT done AND {condition}"""
        status = await self._connection.execute(statement, *arguments)
        return count_of(status)

    # Projects
    async def add_project(self, name: str) -> Project:
        statement = "INSERT INTO projects (name) VALUES ($1) RETURNING id, name, created_at"
        [row] = await self._connection.fetch(statement, name)
        return Project(row["id"], row["name"], row["created_at"], tasks=[])

    async def get_project(self, project_id: int) -> Project:
        # One statement, so that project and tasks are of one moment.
        statement = with_tasks("SELECT id, name, created_at FROM projects WHERE id = $1")
        rows = await self._connection.fetch(statement, project_id)
        if not rows:
            raise ProjectNotFound(project_id)
        [project] = projects_of(rows)
        return project

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        statement = with_tasks("""
            SELECT id, name, created_at FROM projects
            WHERE $1::bigint IS NULL OR id > $1 ORDER BY id LIMIT $2""")
        return projects_of(await self._connection.fetch(statement, after, limit))

    async def delete_project(self, project_id: int) -> None:
        statement = "DELETE FROM projects WHERE id = $1 RETURNING id"
        if await self._connection.fetchval(statement, project_id) is None:
            raise ProjectNotFound(project_id)

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        statement = f"""
            UPDATE tasks SET assignee = $1, version = version + 1
            WHERE id = (
                SELECT id FROM tasks WHERE NOT done AND assignee IS NULL
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING {TASK_COLUMNS}"""
        row = await self._connection.fetchrow(statement, assignee)
        return None if row is None else Task(*row)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        # A transaction inside a transaction is a savepoint.
        async with self._connection.transaction():
            yield

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        statement = """
            SELECT
                projects.id, projects.name,
                count(tasks.id) AS total,
                count(*) FILTER (WHERE tasks.done) AS done,
                count(*) FILTER (WHERE NOT tasks.done AND tasks.due_at < now()) AS overdue,
                max(tasks.created_at) AS newest_at
            FROM projects LEFT JOIN tasks ON tasks.project_id = projects.id
            GROUP BY projects.id ORDER BY projects.id"""
        rows = await self._connection.fetch(statement)
        return [ProjectSummary(*row) for row in rows]

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        statement = f"""
            SELECT {TASK_COLUMNS}
            FROM (SELECT {TASK_COLUMNS}, row_number() OVER (
                    PARTITION BY project_id ORDER BY created_at DESC, id DESC
                ) AS rank FROM tasks WHERE project_id IS NOT NULL) AS ranked
            WHERE rank <= $1 ORDER BY project_id, rank"""
        return [Task(*row) for row in await self._connection.fetch(statement, per_project)]

    async def _find_task(self, task_id: int) -> Task:
        statement = f"SELECT {TASK_COLUMNS} FROM tasks WHERE id = $1"
        row = await self._connection.fetchrow(statement, task_id)
        if row is None:
            raise TaskNotFound(task_id)
        return Task(*row)
