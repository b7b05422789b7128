"""SQLAlchemy Core: how this way says each query.

Does for you:   composes SQL from typed columns, numbers parameters, batches inserts with RETURNING.
                A misspelt column fails when the statement is built; a checker knows the types.
Leaves to you:  every statement, joins included, and turning joined rows into projects.
                There is no COPY: for that it hands you the driver's connection.
Watch for:      `execute(insert(tasks), [])` inserts one row of defaults.
                A Row is a tuple first: comparing rows compares positions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Unpack

from sqlalchemy import ARRAY, BigInteger, any_, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.boundary import guarded, one_by_one
from shared.domain import ImportResult, NewTask, ProjectSummary, TaskChanges, TaskFilter
from shared.errors import ProjectNotFound, StaleTask, TaskNotFound
from shared.protocol import EVERY_TASK
from shared.unit_of_work import Atomic, UnitOfWork
from variants.sqlalchemy_core.mapping import (
    NEW_TASK_COLUMNS,
    STREAM_BATCH,
    WAS_INSERTED,
    Project,
    Task,
    copy_tasks,
    differing,
    import_order,
    matching,
    projects,
    projects_of,
    tasks,
    values_of,
    with_tasks,
)


@guarded
class Repository:
    def __init__(self, connection: AsyncConnection, unit: UnitOfWork, atomic: Atomic) -> None:
        self._connection = connection
        self._unit = unit
        self._atomic = atomic

    # One task
    async def add_task(self, new: NewTask) -> Task:
        statement = insert(tasks).values(values_of(new)).returning(tasks)
        row: Task = (await self._connection.execute(statement)).one()
        return row

    async def get_task(self, task_id: int) -> Task:
        return await self._find_task(task_id)

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        statement = (
            update(tasks)
            .where(tasks.c.id == task_id, differing(changes))
            .values(**changes, version=tasks.c.version + 1)
            .returning(tasks)
        )
        if expected_version is not None:
            statement = statement.where(tasks.c.version == expected_version)
        seen = None
        while True:
            if changes:
                row: Task | None = (await self._connection.execute(statement)).one_or_none()
                if row is not None:
                    return row
            # No such task, or another version, or nothing that differs: reading it tells which.
            task = await self._find_task(task_id)
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
            same = all(getattr(task, field) == value for field, value in changes.items())
            if same or task.version == seen:
                return task
            seen = task.version  # Somebody was here between the two statements: once more.

    async def delete_task(self, task_id: int) -> None:
        statement = delete(tasks).where(tasks.c.id == task_id).returning(tasks.c.id)
        if await self._connection.scalar(statement) is None:
            raise TaskNotFound(task_id)

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        if not task_ids:
            return []
        # One array parameter: `in_()` sends one for each id, and asyncpg takes 32,767.
        ids = literal(list(task_ids), ARRAY(BigInteger))
        statement = select(tasks).where(tasks.c.id == any_(ids)).order_by(tasks.c.id)
        result = await self._connection.execute(statement)
        return result.all()

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        statement = select(tasks).where(*matching(where, after)).order_by(tasks.c.id).limit(limit)
        result = await self._connection.execute(statement)
        return result.all()

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        statement = select(func.count()).select_from(tasks).where(*matching(where))
        result = await self._connection.execute(statement)
        return result.scalar_one()

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        statement = select(tasks).where(*matching(where)).order_by(tasks.c.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        async with self._atomic():
            result = await self._connection.stream(batched)
            try:
                while batch := await result.fetchmany():  # a row at a time is a greenlet for each
                    yield batch
            finally:
                await result.close()

    # Bulk
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        # SQLAlchemy sends 1,000 rows a statement and sorts what RETURNING gave by the rows' order.
        statement = insert(tasks).returning(tasks.c.id, sort_by_parameter_order=True)
        async with self._atomic():
            result = await self._connection.scalars(statement, list(map(values_of, new)))
            return result.all()

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = (tuple(values_of(task).values()) for task in self._unit.watch(new))
        first = next(rows, None)
        if first is None:
            return 0
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._connection.execute(select(1))
        return await copy_tasks(self._connection, chain([first], rows))

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        if not new:
            return ImportResult.of([], given=0)
        statement = postgresql.insert(tasks)
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        upsert = statement.on_conflict_do_update(
            index_elements=[tasks.c.external_id],
            set_={**given, "version": tasks.c.version + 1},
            where=differing(given),
        ).returning(WAS_INSERTED)
        ordered = map(values_of, sorted(new, key=import_order))
        async with self._atomic():
            result = await self._connection.scalars(upsert, list(ordered))
            return ImportResult.of(result.all(), given=len(new))

    async def complete_tasks(self, where: TaskFilter) -> int:
        statement = update(tasks).where(~tasks.c.done, *matching(where))
        statement = statement.values(done=True, version=tasks.c.version + 1)
        return (await self._connection.execute(statement)).rowcount

    # Projects
    async def add_project(self, name: str) -> Project:
        statement = insert(projects).values(name=name).returning(projects)
        row = (await self._connection.execute(statement)).one()
        return Project(row.id, row.name, row.created_at, tasks=[])

    async def get_project(self, project_id: int) -> Project:
        # One statement, so that project and tasks are of one moment.
        statement = with_tasks(select(projects).where(projects.c.id == project_id))
        rows = (await self._connection.execute(statement)).all()
        if not rows:
            raise ProjectNotFound(project_id)
        [project] = projects_of(rows)
        return project

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        page = select(projects).order_by(projects.c.id).limit(limit)
        if after is not None:
            page = page.where(projects.c.id > after)
        result = await self._connection.execute(with_tasks(page))
        return projects_of(result.all())

    async def delete_project(self, project_id: int) -> None:
        statement = delete(projects).where(projects.c.id == project_id).returning(projects.c.id)
        if await self._connection.scalar(statement) is None:
            raise ProjectNotFound(project_id)

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
        oldest = free.order_by(tasks.c.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(tasks)
            .where(tasks.c.id == oldest.scalar_subquery())
            .values(assignee=assignee, version=tasks.c.version + 1)
            .returning(tasks)
        )
        result = await self._connection.execute(statement)
        row: Task | None = result.one_or_none()
        return row

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.begin_nested():
            yield

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        statement = (
            select(
                projects.c.id,
                projects.c.name,
                func.count(tasks.c.id),
                func.count().filter(tasks.c.done),
                func.count().filter(~tasks.c.done & (tasks.c.due_at < func.now())),
                func.max(tasks.c.created_at),
            )
            .select_from(projects.outerjoin(tasks))
            .group_by(projects.c.id)
            .order_by(projects.c.id)
        )
        result = await self._connection.execute(statement)
        return [ProjectSummary(*row) for row in result]

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        newest_first = (tasks.c.created_at.desc(), tasks.c.id.desc())
        rank = func.row_number().over(partition_by=tasks.c.project_id, order_by=newest_first)
        ranked = select(tasks, rank.label("rank")).where(tasks.c.project_id.is_not(None)).subquery()
        statement = (
            select(*(ranked.c[column.name] for column in tasks.c))
            .where(ranked.c.rank <= per_project)
            .order_by(ranked.c.project_id, ranked.c.rank)
        )
        result = await self._connection.execute(statement)
        return result.all()

    async def _find_task(self, task_id: int) -> Task:
        statement = select(tasks).where(tasks.c.id == task_id)
        result = await self._connection.execute(statement)
        row = result.one_or_none()
        if row is None:
            raise TaskNotFound(task_id)
        return row
