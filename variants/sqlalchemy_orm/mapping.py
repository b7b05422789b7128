"""What this way knows of the tables: a mapped class for each, and the relationship between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    String,
    false,
    func,
    literal_column,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from shared.domain import NewTask, TaskFilter


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class Project(Base):
    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    # "raise": what was not asked for is an error at once, never a statement in the caller's back.
    tasks: Mapped[list[Task]] = relationship(
        back_populates="project", order_by="Task.id", lazy="raise", passive_deletes="all"
    )


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    title: Mapped[str] = mapped_column(String(255))
    done: Mapped[bool] = mapped_column(server_default=false())
    project_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("projects.id", ondelete="SET NULL"), index=True
    )
    assignee: Mapped[str | None] = mapped_column(String(255))
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    external_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    project: Mapped[Project | None] = relationship(back_populates="tasks", lazy="raise")

    # A flush raises the version and insists on the one that was read. Statements do it by hand.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 # read once, by the mapper


Index("ix_tasks_queue", Task.id, postgresql_where=~Task.done & Task.assignee.is_(None))

WITH_TASKS = joinedload(Project.tasks)

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
        conditions.append(Task.done == where.done)
    if where.project_id is not None:
        conditions.append(Task.project_id == where.project_id)
    if where.assignee is not None:
        conditions.append(Task.assignee == where.assignee)
    if where.title_contains is not None:
        conditions.append(Task.title.icontains(where.title_contains, autoescape=True))
    if where.due_before is not None:
        conditions.append(Task.due_at < where.due_before)
    if after is not None:
        conditions.append(Task.id > after)
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
