"""Units of work that are interfered with at each of their await points in turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shared.domain import NewTask
from shared.errors import Duplicate
from shared.protocol import Repository
from tests.contract.conftest import Scope, Sql

STREAMED = 1_001
"""One more than a stream reads at a time."""

Work = Callable[[Repository, int], Awaitable[object]]

NEW = [NewTask(f"new {number}", external_id=f"N-{number}") for number in range(3)]


async def stream(repository: Repository, _task_id: int) -> None:
    async for _ in repository.stream_tasks():
        pass


async def stop_streaming(repository: Repository, _task_id: int) -> None:
    tasks = repository.stream_tasks()
    await anext(tasks)
    await repository.add_task(NEW[0])


async def savepoints(repository: Repository) -> None:
    async with repository.savepoint():
        await repository.add_task(NEW[0])
    with suppress(Duplicate):
        async with repository.savepoint():
            await repository.add_task(NEW[0])
    await repository.add_task(NEW[1])


async def whole_unit(repository: Repository, task_id: int) -> None:
    task = await repository.get_task(task_id)
    await repository.add_tasks(NEW)
    await repository.edit_task(task_id, expected_version=task.version, title="edited")


WORK: Mapping[str, Work] = {
    "add_task": lambda it, _: it.add_task(NEW[0]),
    "edit_task": lambda it, task_id: it.edit_task(task_id, title="edited"),
    "add_tasks": lambda it, _: it.add_tasks(NEW),
    "load_tasks": lambda it, _: it.load_tasks(NEW),
    "import_tasks": lambda it, _: it.import_tasks(NEW),
    "get_task": lambda it, task_id: it.get_task(task_id),
    "claim_task": lambda it, _: it.claim_task("Ann"),
    "stream_tasks": stream,
    "a stream that is dropped": stop_streaming,
    "savepoint": lambda it, _: savepoints(it),
    "whole unit": whole_unit,
}

IN_AUTOCOMMIT = ["get_task", "add_tasks", "load_tasks", "import_tasks", "stream_tasks"]
"""What is tried without a transaction too: one statement, several, COPY, a cursor."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One piece of work, done over and over from the same start."""

    sql: Sql
    work: Work

    async def unit(self, scope: Scope) -> Coroutine[Any, Any, None]:
        """The work in a block of its own, to be awaited; the tables are what they are before it."""
        task_id = await self._store()

        async def unit() -> None:
            async with scope() as repository:
                await self.work(repository, task_id)

        return unit()

    async def everywhere(self, once: Callable[[int], Awaitable[bool]]) -> None:
        """Interfere at the first await point, the second ... `once` tells if there was such."""
        seen: list[str] = []
        reached = True
        while reached:
            reached = await once(len(seen) + 1)
            seen.append(await self._written())
        assert len(seen) > 1
        assert set(seen) <= {"", seen[-1]}, "a part was written"

    async def _store(self) -> int:
        """Nothing but what a stream needs, written by plain SQL; the id of one task."""
        rows = STREAMED if self.work in (stream, stop_streaming) else 1
        statement = f"""
            DELETE FROM tasks;
            INSERT INTO tasks (title) SELECT 'old' FROM generate_series(1, {rows})"""
        await self.sql.execute(statement)
        task_id: int = await self.sql.fetchval("SELECT min(id) FROM tasks")
        return task_id

    async def _written(self) -> str:
        """What differs from the start, in one line."""
        statement = """
            SELECT coalesce(string_agg(
                concat_ws(' ', title, external_id, assignee, version), ', ' ORDER BY id
            ), '') FROM tasks WHERE (title, version) <> ('old', 1) OR assignee IS NOT NULL"""
        return str(await self.sql.fetchval(statement))
