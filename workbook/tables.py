"""What is in the two tables, seen from outside: what an operation left, and back to the start.

A copy of both is kept in a schema beside them. So what changed is a few queries, whatever it was,
and every operation begins with the same rows and the same next id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg
from asyncpg import Record

from workbook.outcome import View, plain

Sql: TypeAlias = "asyncpg.Connection[Any]"


@dataclass(frozen=True, slots=True)
class Left:
    """Rows that are new or changed, by id, and ids that are gone, against what was kept."""

    projects: tuple[Record, ...]
    projects_gone: tuple[int, ...]
    tasks: tuple[Record, ...]
    tasks_gone: tuple[int, ...]

    def __bool__(self) -> bool:
        """Whether anything differs at all."""
        return bool(self.projects or self.projects_gone or self.tasks or self.tasks_gone)

    def plain(self, since: datetime) -> View:
        """As plain values, in which moments from `since` on are "now"."""
        names = ("projects", "projects gone", "tasks", "tasks gone")
        projects = tuple(_row(row, since) for row in self.projects)
        tasks = tuple(_row(row, since) for row in self.tasks)
        return View("tables", names, (projects, self.projects_gone, tasks, self.tasks_gone))


async def keep(sql: Sql) -> None:
    """Keep a copy of all rows, for `read_left` and `restore`."""
    await sql.execute(KEEP)
    await sql.execute("VACUUM ANALYZE kept.projects, kept.tasks")


async def read_left(sql: Sql) -> Left:
    """Compare every row with the one that was kept."""
    return Left(
        tuple(await sql.fetch(CHANGED_PROJECTS)),
        tuple(row["id"] for row in await sql.fetch(GONE_PROJECTS)),
        tuple(await sql.fetch(CHANGED_TASKS)),
        tuple(row["id"] for row in await sql.fetch(GONE_TASKS)),
    )


async def restore(sql: Sql, left: Left) -> None:
    """Put back what `read_left` found."""
    if left:
        projects = [*(row["id"] for row in left.projects), *left.projects_gone]
        tasks = [*(row["id"] for row in left.tasks), *left.tasks_gone]
        await sql.execute("DELETE FROM tasks WHERE id = ANY($1::bigint[])", tasks)
        await sql.execute(DELETE_NEW_PROJECTS)
        await sql.execute(RESTORE_PROJECTS, projects)
        await sql.execute(RESTORE_TASKS, tasks)


async def restore_next_ids(sql: Sql) -> None:
    """Let the next new row have the id after the last that was kept."""
    await sql.execute(RESTORE_NEXT_IDS)


def _row(row: Record, since: datetime) -> View:
    return View("row", tuple(row.keys()), tuple(plain(value, since) for value in row.values()))


KEEP = """
    CREATE SCHEMA kept;
    CREATE TABLE kept.projects AS SELECT id, name, created_at FROM projects;
    CREATE TABLE kept.tasks AS
        SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
        FROM tasks;
    ALTER TABLE kept.projects ADD PRIMARY KEY (id);
    ALTER TABLE kept.tasks ADD PRIMARY KEY (id);
    """
CHANGED_PROJECTS = """
    SELECT id, name, created_at FROM projects
    EXCEPT
    SELECT id, name, created_at FROM kept.projects
    ORDER BY id"""
CHANGED_TASKS = """
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM tasks
    EXCEPT
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM kept.tasks
    ORDER BY id"""
GONE_PROJECTS = "SELECT id FROM kept.projects EXCEPT SELECT id FROM projects ORDER BY id"
GONE_TASKS = "SELECT id FROM kept.tasks EXCEPT SELECT id FROM tasks ORDER BY id"
DELETE_NEW_PROJECTS = """
    DELETE FROM projects WHERE NOT EXISTS (
        SELECT FROM kept.projects AS kept WHERE kept.id = projects.id
    )"""
RESTORE_PROJECTS = """
    INSERT INTO projects (id, name, created_at)
    SELECT id, name, created_at FROM kept.projects WHERE id = ANY($1::bigint[])
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at"""
RESTORE_TASKS = """
    INSERT INTO tasks
        (id, title, done, project_id, assignee, due_at, external_id, version, created_at)
    SELECT id, title, done, project_id, assignee, due_at, external_id, version, created_at
    FROM kept.tasks WHERE id = ANY($1::bigint[])"""
RESTORE_NEXT_IDS = """
    SELECT
        setval(pg_get_serial_sequence('projects', 'id'), (SELECT max(id) FROM kept.projects)),
        setval(pg_get_serial_sequence('tasks', 'id'), (SELECT max(id) FROM kept.tasks))"""
