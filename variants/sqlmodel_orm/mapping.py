"""What this way knows of the tables.

A class for each that is table and model at once, and validated input beside.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import AwareDatetime
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    false,
    func,
    literal_column,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import joinedload, registry
from sqlmodel import Field, Relationship, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask, TaskFilter

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
NOW = {"server_default": func.now()}
VERSION = Column("version", Integer, nullable=False, server_default=text("1"))


class Base(SQLModel, registry=registry(metadata=metadata)):
    """Tables of this registry only: SQLModel's own is shared by everything in the process."""


class Project(Base, table=True):
    __tablename__ = "projects"

    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity()])
    name: str = Field(max_length=255, unique=True)
    created_at: datetime = Field(
        default=None, sa_type=DateTime(timezone=True), sa_column_kwargs=NOW
    )
    # "raise": what was not asked for is an error at once, never a statement in the caller's back.
    tasks: list["Task"] = Relationship(
        back_populates="project",
        passive_deletes="all",
        sa_relationship_kwargs={"order_by": "Task.id", "lazy": "raise"},
    )


class TaskInput(Base):
    """What may be given for a new task.

    Unlike a table model, this one validates when it is made.
    """

    title: str = Field(max_length=255)
    done: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    project_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="projects.id", ondelete="SET NULL", index=True
    )
    assignee: str | None = Field(default=None, max_length=255)
    due_at: AwareDatetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    external_id: str | None = Field(default=None, max_length=255, unique=True)


class TaskPatch(Base):
    """What may be changed in a task. It knows which fields were given, even if as None."""

    title: str = Field(default="", max_length=255)
    done: bool = False
    project_id: int | None = None
    assignee: str | None = Field(default=None, max_length=255)
    due_at: AwareDatetime | None = None


class Task(TaskInput, table=True):
    __tablename__ = "tasks"

    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity()])
    version: int = Field(default=1, sa_column=VERSION)
    created_at: datetime = Field(
        default=None, sa_type=DateTime(timezone=True), sa_column_kwargs=NOW
    )
    project: Project | None = Relationship(
        back_populates="tasks", sa_relationship_kwargs={"lazy": "raise"}
    )

    # A flush raises the version and insists on the one that was read. Statements do it by hand.
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": VERSION}


Index(
    "ix_tasks_queue",
    col(Task.id),
    postgresql_where=~col(Task.done) & col(Task.assignee).is_(None),
)

WITH_TASKS = joinedload(Project.tasks)  # type: ignore[arg-type] # typed as the list it loads

NEW_TASK_COLUMNS = ("title", "done", "project_id", "assignee", "due_at", "external_id")
STREAM_BATCH = 1_000

# xmax is 0 in a row version that was inserted; an update leaves its own transaction there.
WAS_INSERTED = literal_column("xmax = 0", Boolean)


def values_of(new: NewTask) -> dict[str, Any]:
    """What to insert, by attribute."""
    return {column: getattr(new, column) for column in NEW_TASK_COLUMNS}


def import_order(new: NewTask) -> str:
    """One order for every import, so that no two of them wait for each other's rows in a circle."""
    return new.external_id or ""


def matching(where: TaskFilter, after: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions of a filter, and of the page behind `after`."""
    conditions: list[ColumnElement[bool]] = []
    if where.done is not None:
        conditions.append(col(Task.done) == where.done)
    if where.project_id is not None:
        conditions.append(col(Task.project_id) == where.project_id)
    if where.assignee is not None:
        conditions.append(col(Task.assignee) == where.assignee)
    if where.title_contains is not None:
        conditions.append(col(Task.title).icontains(where.title_contains, autoescape=True))
    if where.due_before is not None:
        conditions.append(col(Task.due_at) < where.due_before)
    if after is not None:
        conditions.append(col(Task.id) > after)
    return conditions


def let_go(session: AsyncSession) -> None:
    """Detach what the session holds, as it is: a rollback or a failed flush would expire it.

    One by one: `expunge_all` takes away what a stream that is under way goes on with.
    """
    for instance in list(session):
        session.expunge(instance)


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
