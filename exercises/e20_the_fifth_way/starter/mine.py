"""The fifth way: e20. What each method must do stands in shared/protocol.py.

Does for you:
Leaves to you:
Watch for:
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self, Unpack

from asyncpg import Pool
from asyncpg.pool import PoolConnectionProxy

from exercises.e20_the_fifth_way.given import Project, Task, open_pool
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
from shared.protocol import EVERY_TASK
from shared.settings import Settings
from shared.unit_of_work import Atomic, UnitOfWork
from workbook.learn import TodoError


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
        raise TodoError("task 2: store it and read it back")

    async def get_task(self, task_id: int) -> Task:
        raise TodoError("task 2: the task with this id")

    async def edit_task(
        self, task_id: int, *, expected_version: int | None = None, **changes: Unpack[TaskChanges]
    ) -> Task:
        raise TodoError("task 2: what is given, and nothing else")

    async def delete_task(self, task_id: int) -> None:
        raise TodoError("task 2: remove it, or say that there is none")

    # Many tasks
    async def get_tasks(self, task_ids: Sequence[int]) -> Sequence[Task]:
        raise TodoError("task 2: those with these ids")

    async def list_tasks(
        self, where: TaskFilter = EVERY_TASK, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Task]:
        raise TodoError("task 2: one page")

    async def count_tasks(self, where: TaskFilter = EVERY_TASK) -> int:
        raise TodoError("task 2: how many match")

    @one_by_one
    async def stream_tasks(self, where: TaskFilter = EVERY_TASK) -> AsyncIterator[Sequence[Task]]:
        raise TodoError("task 2: all that match, batch after batch")
        yield  # what makes it a generator

    # Bulk
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        raise TodoError("task 3: many at once, and their ids")

    async def load_tasks(self, new: Iterable[NewTask]) -> int:
        raise TodoError("task 3: many, as fast as can be")

    async def import_tasks(self, new: Sequence[NewTask]) -> ImportResult:
        raise TodoError("task 3: insert or update, and tell which")

    async def complete_tasks(self, where: TaskFilter) -> int:
        raise TodoError("task 3: mark as done, and count")

    # Projects
    async def add_project(self, name: str) -> Project:
        raise TodoError("task 4: store it")

    async def get_project(self, project_id: int) -> Project:
        raise TodoError("task 4: the project and its tasks")

    async def list_projects(
        self, *, after: int | None = None, limit: int = 50
    ) -> Sequence[Project]:
        raise TodoError("task 4: one page, with tasks")

    async def delete_project(self, project_id: int) -> None:
        raise TodoError("task 4: remove it, keep its tasks")

    # Working at the same time
    async def claim_task(self, assignee: str) -> Task | None:
        raise TodoError("task 5: one for this worker, without waiting")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        raise TodoError("task 1: a part that can fail alone")
        yield  # what makes it a generator

    # Reports
    async def summarize_projects(self) -> Sequence[ProjectSummary]:
        raise TodoError("task 4: figures of every project")

    async def newest_tasks(self, per_project: int) -> Sequence[Task]:
        raise TodoError("task 4: the newest of each project")


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
        raise TodoError("task 1: begin, give a Repository, commit or roll back")
        yield  # what makes it a generator

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Repository]:
        raise TodoError("task 1: a block in which each statement commits by itself")
        yield  # what makes it a generator

    def pool_status(self) -> PoolStatus:
        size, idle = self._pool.get_size(), self._pool.get_idle_size()
        return PoolStatus(open=size, in_use=size - idle, limit=self._pool.get_max_size())
