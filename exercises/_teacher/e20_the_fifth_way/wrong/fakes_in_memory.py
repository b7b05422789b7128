"""Keeps the tasks of a block in a dict: nobody else ever sees them.

way = "mine"
fails = [
    "test_blocks_are_as_promised",
    "test_tasks_are_as_promised",
    "test_bulk_is_as_promised",
    "test_projects_and_reports_are_as_promised",
    "test_work_at_the_same_time_is_as_promised",
    "test_every_method_can_be_read",
    "test_the_whole_suite_passes",
]
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from exercises._teacher.e20_the_fifth_way.solution import mine
from shared.domain import NewTask
from shared.errors import TaskNotFound


class Memory:
    """The repository of a block; what it has no method for goes to Postgres."""

    def __init__(self, repository: mine.Repository) -> None:
        self._repository = repository
        self._tasks: dict[int, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)

    async def add_task(self, new: NewTask) -> Any:
        task_id = len(self._tasks) + 1
        made = {"id": task_id, "version": 1, "created_at": datetime.now(UTC)}
        self._tasks[task_id] = SimpleNamespace(**asdict(new), **made)
        return self._tasks[task_id]

    async def get_task(self, task_id: int) -> Any:
        if task_id not in self._tasks:
            raise TaskNotFound(task_id)
        return self._tasks[task_id]


class Database(mine.Database):
    @asynccontextmanager
    async def transaction(self, **options: Any) -> AsyncIterator[Any]:
        async with super().transaction(**options) as repository:
            yield Memory(repository)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Any]:
        async with super().autocommit() as repository:
            yield Memory(repository)
