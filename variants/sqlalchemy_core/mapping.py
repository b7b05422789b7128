"""What this way knows of the tables: typed columns, and rows that are read as they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Named,
    Row,
    Select,
    String,
    Table,
    TypedColumns,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import NewTask, TaskFilter

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


class ProjectColumns(TypedColumns):
    id: Named[int] = Column(BigInteger, Identity(), primary_key=True)
    name: Named[str] = Column(String(255), unique=True)
    created_at: Named[datetime] = Column(DateTime(timezone=True), server_default=func.now())


class TaskColumns(TypedColumns):
    id: Named[int] = Column(BigInteger, Identity(), primary_key=True)
    title: Named[str] = Column(String(255))
    done: Named[bool] = Column(server_default=false())
    project_id: Named[int | None] = Column(
        BigInteger, ForeignKey("projects.id", ondelete="SET NULL"), index=True
    )
    assignee: Named[str | None] = Column(String(255))
    due_at: Named[datetime | None] = Column(DateTime(timezone=True))
    external_id: Named[str | None] = Column(String(255), unique=True)
    version: Named[int] = Column(server_default=text("1"))
    created_at: Named[datetime] = Column(DateTime(timezone=True), server_default=func.now())


projects = Table("projects", metadata, ProjectColumns)
tasks = Table("tasks", metadata, TaskColumns)
Index("ix_tasks_queue", tasks.c.id, postgresql_where=~tasks.c.done & tasks.c.assignee.is_(None))

NEW_TASK_COLUMNS = ("title", "done", "project_id", "assignee", "due_at", "external_id")
STREAM_BATCH = 1_000

# xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
WAS_INSERTED = literal_column("xmax = 0", Boolean)

Task: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Project:
    id: int
    name: str
    created_at: datetime
    tasks: list[Task]


def values_of(new: NewTask) -> dict[str, object]:
    """A row to insert, by column."""
    return {column: getattr(new, column) for column in NEW_TASK_COLUMNS}


def projects_of(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Project]:
    """Fold rows that are tasks and carry their project's columns too.

    A project without tasks has one with no id.
    """
    project_columns = attrgetter("of_project", "project_name", "project_created_at")
    return [
        Project(project_id, name, created_at, [row for row in group if row.id is not None])
        for (project_id, name, created_at), group in groupby(rows, key=project_columns)
    ]


def import_order(new: NewTask) -> str:
    """One order for every import, so that no two of them wait for each other's rows in a circle."""
    return new.external_id or ""


def differing(values: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition that at least one of these values is not what is stored, None included."""
    pairs = ((tasks.c[column], value) for column, value in values.items())
    return or_(false(), *(column.is_distinct_from(value) for column, value in pairs))


def matching(where: TaskFilter, after: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions of a filter, and of the page behind `after`."""
    conditions: list[ColumnElement[bool]] = []
    if where.done is not None:
        conditions.append(tasks.c.done == where.done)
    if where.project_id is not None:
        conditions.append(tasks.c.project_id == where.project_id)
    if where.assignee is not None:
        conditions.append(tasks.c.assignee == where.assignee)
    if where.title_contains is not None:
        conditions.append(tasks.c.title.icontains(where.title_contains, autoescape=True))
    if where.due_before is not None:
        conditions.append(tasks.c.due_at < where.due_before)
    if after is not None:
        conditions.append(tasks.c.id > after)
    return conditions


def with_tasks(page: Select[Any]) -> Select[Any]:
    """The projects of `page` with their tasks.

    Rows that are tasks and carry their project's columns too.
    """
    project = page.subquery("project")
    return (
        select(
            tasks,
            project.c.id.label("of_project"),
            project.c.name.label("project_name"),
            project.c.created_at.label("project_created_at"),
        )
        .select_from(project.outerjoin(tasks, tasks.c.project_id == project.c.id))
        .order_by(project.c.id, tasks.c.id)
    )


async def copy_tasks(connection: AsyncConnection, rows: Iterable[tuple[object, ...]]) -> int:
    """COPY, which SQLAlchemy does not speak, by the driver underneath; the two drivers differ."""
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    if connection.dialect.driver == "asyncpg":
        status: str = await driver.copy_records_to_table(
            "tasks", columns=NEW_TASK_COLUMNS, records=rows
        )
        return int(status.removeprefix("COPY "))
    async with driver.cursor() as cursor:
        columns = ", ".join(NEW_TASK_COLUMNS)
        async with cursor.copy(f"COPY tasks ({columns}) FROM STDIN") as copy:
            for row in rows:
                await copy.write_row(row)
        return int(cursor.rowcount)
