"""SQLAlchemy ORM: how this way says each query.

Does for you:   turns rows into objects, notices what changed, writes only that, checks the version.
                Loads a project's tasks with it, in one statement, when asked to.
Leaves to you:  saying what to load (`lazy="raise"`), and when to flush.
                Set-based writes are statements here too: a loop over objects sends one each.
Watch for:      a rollback expires every object the session holds, and reading one then fails.
                `update()` and `insert()` go past the unit of work: nothing checks the version.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any, Unpack, cast

from sqlalchemy import ARRAY, BigInteger, any_, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shared.boundary import guarded, one_by_one
from shared.domain import ImportResult, NewTask, ProjectSummary, TaskChanges, TaskFilter
from shared.errors import ProjectNotFound, StaleTask, TaskNotFound
from shared.protocol import EVERY_TASK
from shared.unit_of_work import Atomic, UnitOfWork
from variants.sqlalchemy_orm.mapping import (
    NEW_TASK_COLUMNS,
    STREAM_BATCH,
    WAS_INSERTED,
    WITH_TASKS,
    Project,
    Task,
    copy_tasks,
    import_order,
    let_go,
    matching,
    values_of,
)


@guarded
class Repository:
    def __init__(self, session: AsyncSession, unit: UnitOfWork, atomic: Atomic) -> None:
        self._session = session
        self._unit = unit
        self._atomic = atomic

    # One task
    async def add_task(self, new: NewTask) -> Task:
        task = Task(**values_of(new))
        async with self._atomic():
            self._session.add(task)
            await self._session.flush()
        return task

    async def get_task(self, task_id: int) -> Task:
        task = await self._session.get(Task, task_id, populate_existing=True)
        if task is None:
            raise TaskNotFound(task_id)
        return task

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        async with self._atomic():
            # Locked, so that the version that was read still holds when the flush asks for it.
            task = await self._session.get(
                Task, task_id, populate_existing=True, with_for_update=bool(changes)
            )
            if task is None:
                raise TaskNotFound(task_id)
            if expected_version is not None and task.version != expected_version:
                raise StaleTask(task_id, expected_version, task.version)
            for field, value in changes.items():
                setattr(task, field, value)
            await self._session.flush()
        return task

    async def delete_task(self, task_id: int) -> None:
        # By statement: the unit of work would read the object first, only to delete it.
        statement = delete(Task).where(Task.id == task_id).returning(Task.id)
        if await self._session.scalar(statement) is None:
            raise TaskNotFound(task_id)

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        if not task_ids:
            return []
        # One array parameter: `in_()` sends one for each id, and asyncpg takes 32,767.
        ids = literal(list(task_ids), ARRAY(BigInteger))
        statement = select(Task).where(Task.id == any_(ids)).order_by(Task.id)
        result = await self._session.scalars(statement)
        return result.all()

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        statement = select(Task).where(*matching(where, after)).order_by(Task.id).limit(limit)
        result = await self._session.scalars(statement)
        return result.all()

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        statement = select(func.count()).select_from(Task).where(*matching(where))
        result = await self._session.scalars(statement)
        return result.one()

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        statement = select(Task).where(*matching(where)).order_by(Task.id)
        batched = statement.execution_options(yield_per=STREAM_BATCH)
        async with self._atomic():
            result = await self._session.stream_scalars(batched)
            try:
                while batch := await result.fetchmany():  # a row at a time is a greenlet for each
                    yield batch
            finally:
                batch = []  # what nobody has asked for is forgotten, and need not be let go
                await result.close()

    # Bulk
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        if not new:
            return []
        # SQLAlchemy sends 1,000 rows a statement and sorts what RETURNING gave by the rows' order.
        statement = insert(Task).returning(Task.id, sort_by_parameter_order=True)
        async with self._atomic():
            result = await self._session.scalars(statement, list(map(values_of, new)))
            return result.all()

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = (tuple(values_of(task).values()) for task in self._unit.watch(new))
        first = next(rows, None)
        if first is None:
            return 0
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._session.execute(select(1))
        return await copy_tasks(await self._session.connection(), chain([first], rows))

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        if not new:
            return ImportResult.of([], given=0)
        statement = postgresql.insert(Task)
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        differs = [getattr(Task, column).is_distinct_from(value) for column, value in given.items()]
        upsert = statement.on_conflict_do_update(
            index_elements=[Task.external_id],
            set_={**given, "version": Task.version + 1},
            where=or_(*differs),
        ).returning(WAS_INSERTED)
        ordered = map(values_of, sorted(new, key=import_order))
        async with self._atomic():
            result = await self._session.scalars(upsert, list(ordered))
            return ImportResult.of(result.all(), given=len(new))

    async def complete_tasks(self, where: TaskFilter) -> int:
        statement = update(Task).where(~Task.done, *matching(where))
        statement = statement.values(done=True, version=Task.version + 1)
        return cast("CursorResult[Any]", await self._session.execute(statement)).rowcount

    # Projects
    async def add_project(self, name: str) -> Project:
        project = Project(name=name, tasks=[])
        async with self._atomic():
            self._session.add(project)
            await self._session.flush()
        return project

    async def get_project(self, project_id: int) -> Project:
        # Joined, in one statement, so that project and tasks are of one moment.
        project = await self._session.get(
            Project, project_id, options=[WITH_TASKS], populate_existing=True
        )
        if project is None:
            raise ProjectNotFound(project_id)
        return project

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        statement = select(Project).options(WITH_TASKS).order_by(Project.id).limit(limit)
        if after is not None:
            statement = statement.where(Project.id > after)
        result = await self._session.scalars(statement)
        return result.unique().all()

    async def delete_project(self, project_id: int) -> None:
        statement = delete(Project).where(Project.id == project_id).returning(Project.id)
        if await self._session.scalar(statement) is None:
            raise ProjectNotFound(project_id)

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        free = select(Task.id).where(~Task.done, Task.assignee.is_(None))
        oldest = free.order_by(Task.id).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(Task)
            .where(Task.id == oldest.scalar_subquery())
            .values(assignee=assignee, version=Task.version + 1)
            .returning(Task)
        )
        result = await self._session.scalars(statement)
        return result.one_or_none()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._session.begin_nested():
            try:
                yield
            except BaseException:
                let_go(self._session)  # so that what the caller holds stays readable
                raise

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        statement = (
            select(
                Project.id,
                Project.name,
                func.count(Task.id),
                func.count().filter(Task.done),
                func.count().filter(~Task.done & (Task.due_at < func.now())),
                func.max(Task.created_at),
            )
            .outerjoin(Project.tasks)
            .group_by(Project.id)
            .order_by(Project.id)
        )
        result = await self._session.execute(statement)
        return [ProjectSummary(*row) for row in result]

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        newest_first = (Task.created_at.desc(), Task.id.desc())
        rank = func.row_number().over(partition_by=Task.project_id, order_by=newest_first)
        ranked = select(Task, rank.label("rank")).where(Task.project_id.is_not(None)).subquery()
        task = aliased(Task, ranked)
        statement = (
            select(task)
            .where(ranked.c.rank <= per_project)
            .order_by(task.project_id, ranked.c.rank)
        )
        result = await self._session.scalars(statement)
        return result.all()
