"""SQLModel: how this way says each query.

Does for you:   one class is table and model; what the ORM does, this does, for it is one.
                Validated models beside the table, and patches that know which fields were given.
Leaves to you:  everything the ORM leaves; `col()` around a column, or a checker sees a value.
                What it has no word for (upsert, array, eager loading) is said in SQLAlchemy's.
Watch for:      a table model does not validate when it is made: `model_validate` does.
                `exec` gives objects for a select, but rows for insert, update and delete.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from typing import Unpack

from sqlalchemy import ARRAY, BigInteger, any_, literal
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, func, insert, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.boundary import guarded, one_by_one
from shared.domain import ImportResult, NewTask, ProjectSummary, TaskChanges, TaskFilter
from shared.errors import ProjectNotFound, StaleTask, TaskNotFound
from shared.protocol import EVERY_TASK
from shared.unit_of_work import Atomic, UnitOfWork
from variants.sqlmodel_orm.mapping import (
    NEW_TASK_COLUMNS,
    STREAM_BATCH,
    WAS_INSERTED,
    WITH_TASKS,
    Project,
    Task,
    TaskPatch,
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
        # A table model takes anything; only `model_validate` looks at the values.
        task = Task.model_validate(new)
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
            task.sqlmodel_update(TaskPatch.model_validate(changes).model_dump(exclude_unset=True))
            await self._session.flush()
        return task

    async def delete_task(self, task_id: int) -> None:
        # By statement: the unit of work would read the object first, only to delete it.
        statement = delete(Task).where(col(Task.id) == task_id).returning(col(Task.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise TaskNotFound(task_id)

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        if not task_ids:
            return []
        # One array parameter: `in_()` sends one for each id, and asyncpg takes 32,767.
        ids = literal(list(task_ids), ARRAY(BigInteger))
        statement = select(Task).where(col(Task.id) == any_(ids)).order_by(col(Task.id))
        result = await self._session.exec(statement)
        return result.all()

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        statement = select(Task).where(*matching(where, after)).order_by(col(Task.id)).limit(limit)
        result = await self._session.exec(statement)
        return result.all()

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        statement = select(func.count()).select_from(Task).where(*matching(where))
        result = await self._session.exec(statement)
        return result.one()

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        statement = select(Task).where(*matching(where)).order_by(col(Task.id))
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
        statement = insert(Task).returning(col(Task.id), sort_by_parameter_order=True)
        async with self._atomic():
            result = await self._session.exec(statement, params=list(map(values_of, new)))
            return result.scalars().all()

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        rows = (tuple(values_of(task).values()) for task in self._unit.watch(new))
        first = next(rows, None)
        if first is None:
            return 0
        if self._unit.transactional:
            # SQLAlchemy sends BEGIN with its own first statement, and COPY is none of its own.
            await self._session.exec(select(1))
        return await copy_tasks(await self._session.connection(), chain([first], rows))

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        if not new:
            return ImportResult.of([], given=0)
        statement = postgresql.insert(Task)
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        differs = [getattr(Task, column).is_distinct_from(value) for column, value in given.items()]
        upsert = statement.on_conflict_do_update(
            index_elements=[col(Task.external_id)],
            set_={**given, "version": col(Task.version) + 1},
            where=or_(*differs),
        ).returning(WAS_INSERTED)
        ordered = map(values_of, sorted(new, key=import_order))
        async with self._atomic():
            result = await self._session.exec(upsert, params=list(ordered))
            return ImportResult.of(result.scalars().all(), given=len(new))

    async def complete_tasks(self, where: TaskFilter) -> int:
        statement = update(Task).where(~col(Task.done), *matching(where))
        statement = statement.values(done=True, version=col(Task.version) + 1)
        return (await self._session.exec(statement)).rowcount

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
        statement = select(Project).options(WITH_TASKS).order_by(col(Project.id)).limit(limit)
        if after is not None:
            statement = statement.where(col(Project.id) > after)
        result = await self._session.exec(statement)
        return result.unique().all()

    async def delete_project(self, project_id: int) -> None:
        statement = delete(Project).where(col(Project.id) == project_id).returning(col(Project.id))
        result = await self._session.exec(statement)
        if result.one_or_none() is None:
            raise ProjectNotFound(project_id)

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        free = select(col(Task.id)).where(~col(Task.done), col(Task.assignee).is_(None))
        oldest = free.order_by(col(Task.id)).limit(1).with_for_update(skip_locked=True)
        statement = (
            update(Task)
            .where(col(Task.id) == oldest.scalar_subquery())
            .values(assignee=assignee, version=col(Task.version) + 1)
            .returning(Task)
        )
        result = await self._session.exec(statement)
        return result.scalar_one_or_none()

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
            select(  # type: ignore[call-overload] # SQLModel types up to four columns
                col(Project.id),
                col(Project.name),
                func.count(col(Task.id)),
                func.count().filter(col(Task.done)),
                func.count().filter(~col(Task.done) & (col(Task.due_at) < func.now())),
                func.max(col(Task.created_at)),
            )
            .outerjoin(Project.tasks)
            .group_by(col(Project.id))
            .order_by(col(Project.id))
        )
        result = await self._session.exec(statement)
        return [ProjectSummary(*row) for row in result]

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        newest_first = (col(Task.created_at).desc(), col(Task.id).desc())
        rank = func.row_number().over(partition_by=col(Task.project_id), order_by=newest_first)
        in_projects = select(Task, rank.label("rank")).where(col(Task.project_id).is_not(None))
        ranked = in_projects.subquery()
        task = aliased(Task, ranked)
        statement = (
            select(task)
            .where(ranked.c.rank <= per_project)
            .order_by(col(task.project_id), ranked.c.rank)
        )
        result = await self._session.exec(statement)
        return result.all()
