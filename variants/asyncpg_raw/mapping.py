"""What this way knows of the tables.

Their columns as text, in one order, and a dataclass for each row.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from asyncpg import InvalidCachedStatementError, Record
from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask, TaskFilter

TASK_COLUMNS = "id, title, done, project_id, assignee, due_at, external_id, version, created_at"
NEW_TASK_COLUMNS = ("title", "done", "project_id", "assignee", "due_at", "external_id")
STREAM_BATCH = 1_000
NEW_TASK_ARRAYS = (
    "$1::text[], $2::boolean[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[]"
)


# Not frozen: each object would take seven times as long. The protocol has no setter anyway.
@dataclass(slots=True)
class Task:
    id: int
    title: str
    done: bool
    project_id: int | None
    assignee: str | None
    due_at: datetime | None
    external_id: str | None
    version: int
    created_at: datetime


@dataclass(slots=True)
class Project:
    id: int
    name: str
    created_at: datetime
    tasks: list[Task]


def values_of(new: NewTask) -> tuple[object, ...]:
    """A row to insert, in the order of NEW_TASK_COLUMNS."""
    return new.title, new.done, new.project_id, new.assignee, new.due_at, new.external_id


def projects_of(rows: Iterable[Record]) -> list[Project]:
    """Fold rows of project columns, then task columns (all NULL for a project without tasks)."""
    projects = []
    for (project_id, name, created_at), group in groupby(rows, key=itemgetter(slice(3))):
        tasks = [Task(*row[3:]) for row in group if row[3] is not None]
        projects.append(Project(project_id, name, created_at, tasks))
    return projects


def import_order(new: NewTask) -> str:
    """One order for every import, so that no two of them wait for each other's rows in a circle."""
    return new.external_id or ""


def matching(where: TaskFilter, after: int | None = None) -> tuple[str, list[object]]:
    """A condition and its arguments; each placeholder gets its number as its value is added."""
    conditions = ["true"]
    arguments: list[object] = []

    def add(condition: str, value: object) -> None:
        if value is not None:
            arguments.append(value)
            conditions.append(f"{condition} ${len(arguments)}")

    add("done =", where.done)
    add("project_id =", where.project_id)
    add("assignee =", where.assignee)
    add("title ILIKE", _containing(where.title_contains))
    add("due_at <", where.due_before)
    add("id >", after)
    return " AND ".join(conditions), arguments


def _containing(text: str | None) -> str | None:
    """A LIKE pattern in which the text's own wildcards are plain characters."""
    if text is None:
        return None
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def with_tasks(projects: str) -> str:
    return f"""
        SELECT project.*, {", ".join(f"tasks.{column}" for column in TASK_COLUMNS.split(", "))}
        FROM ({projects}) AS project LEFT JOIN tasks ON tasks.project_id = project.id
        ORDER BY project.id, tasks.id"""


def count_of(status: str) -> int:
    """The number in a status such as "UPDATE 3" or "COPY 10"."""
    return int(status.rpartition(" ")[2])


@asynccontextmanager
async def no_outdated_plan(connection: PoolConnectionProxy[Any]) -> AsyncIterator[None]:
    """Around a cursor: unlike `fetch` it keeps a statement that no longer fits the tables."""
    try:
        yield
    except InvalidCachedStatementError:
        await connection.reload_schema_state()
        raise
