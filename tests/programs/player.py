"""One way that plays a program, step by step, on a database of its own; the steps of `Model`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeAlias

import asyncpg

from shared.domain import NewTask, ProjectSummary, TaskFilter
from shared.protocol import Database, Repository
from tests.programs.model import Interrupted
from tests.programs.tables import BORN, Numbers, Project, Tables, Task
from workbook.outcome import TASK, Outcome, failure, plain
from workbook.ways import Way

Sql: TypeAlias = "asyncpg.Connection[Any]"

DEADLINE = 10.0
NEVER = datetime.max.replace(tzinfo=UTC)

CLEAR = "DELETE FROM tasks; DELETE FROM projects"
LOOK = """
    SELECT
        ARRAY(SELECT projects FROM projects ORDER BY id) AS projects,
        ARRAY(SELECT tasks FROM tasks ORDER BY id) AS tasks,
        setval('tasks_id_seq', $1, false),
        setval('projects_id_seq', $2, false)"""


@dataclass(frozen=True, slots=True)
class BreaksOff:
    """Gives these tasks, as often as it is asked, and then an exception."""

    new: Sequence[NewTask]

    def __iter__(self) -> Iterator[NewTask]:
        yield from self.new
        raise Interrupted


class Player:
    def __init__(self, way: Way, database: Database, sql: Sql) -> None:
        self.way = way
        self._database = database
        self._sql = sql
        self._forget()

    def _forget(self) -> None:
        self._repository: Any = None
        self._blocks: list[AbstractAsyncContextManager[object]] = []
        self._stream: AsyncIterator[object] | None = None
        self._held: list[object] = []
        self._last_error: Exception | None = None
        self._born: dict[int, datetime] = {}

    async def begin(self, tables: Tables) -> None:
        """Start a program on these rows."""
        self._forget()
        await self._sql.execute(CLEAR)
        projects, tasks = tables.rows()
        await self._store("projects", ("id", "name", "created_at"), projects)
        await self._store("tasks", TASK, tasks)

    async def _store(self, table: str, columns: Sequence[str], rows: Sequence[object]) -> None:
        places = ", ".join(f"${number}" for number in range(1, 1 + len(columns)))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
        await self._sql.executemany(statement, map(attrgetter(*columns), rows))

    async def end(self) -> None:
        """Leave whatever is still open, undoing what can be undone."""
        while self._blocks:
            await self.play("undo")

    async def play(self, step: str, *arguments: Any, **options: Any) -> Outcome:
        """What came of one step, whatever it was."""
        try:
            async with asyncio.timeout(DEADLINE):
                result = await getattr(self, step)(*arguments, **options)
            return Outcome(plain(self._told(result), NEVER))
        except Exception as error:
            self._last_error = error
            return Outcome(None, failure(error))

    async def look(self, numbers: Numbers) -> Outcome:
        """What is committed, and how many connections are in use.

        In passing the sequences are set to the ids that the model will give next: a statement that
        fails, or is undone, uses up numbers, and how many of them is nobody's business.
        """
        row = await self._sql.fetchrow(LOOK, numbers.task, numbers.project)
        assert row is not None
        projects = [Project(**dict(project)) for project in row["projects"]]
        tasks = [Task(**dict(task)) for task in row["tasks"]]
        in_use = self._database.pool_status().in_use
        return Outcome(plain([self._told(projects), self._told(tasks), in_use], NEVER))

    # Blocks
    async def transaction(self, **options: Any) -> None:
        await self._enter(self._database.transaction(**options))

    async def autocommit(self) -> None:
        await self._enter(self._database.autocommit())

    async def savepoint(self) -> None:
        block = self._repository.savepoint()
        await block.__aenter__()
        self._blocks.append(block)

    async def leave(self) -> None:
        await self._exit(None)

    async def undo(self) -> None:
        await self._exit(Interrupted())

    async def let_out(self) -> None:
        """Leave the innermost block by the error that was raised last."""
        await self._exit(self._last_error)

    async def _enter(self, block: AbstractAsyncContextManager[Repository]) -> None:
        self._stream = None
        self._repository = await block.__aenter__()
        self._blocks.append(block)

    async def _exit(self, error: Exception | None) -> None:
        block = self._blocks.pop()
        try:
            kind = None if error is None else type(error)
            swallowed = await block.__aexit__(kind, error, None)
            assert not swallowed, "the exception did not go on"
        finally:
            self._told(self._held)
            if not self._blocks:
                self._held = []

    # Calls
    async def call(self, method: str, *arguments: Any, **options: Any) -> object:
        answer = getattr(self._repository, method)(*arguments, **options)
        result = [task async for task in answer] if method == "stream_tasks" else await answer
        self._held.append(result)
        return result

    async def refuse(self, method: str, arguments: dict[str, Any], _field: str) -> object:
        return await self.call(method, **arguments)

    async def break_off_loading(self, new: Sequence[NewTask]) -> object:
        return await self.call("load_tasks", BreaksOff(new))

    # Streams
    async def begin_stream(self, where: TaskFilter) -> object:
        self._stream = self._repository.stream_tasks(where)
        return await self.go_on()

    async def go_on(self) -> object:
        assert self._stream is not None, "the stream has ended already"
        task = await anext(self._stream, None)
        if task is None:
            self._stream = None
        return task

    async def drop_stream(self) -> None:
        self._stream = None

    def _told(self, value: Any) -> Any:
        """What was given back, as the model would give it; every attribute is read."""
        if hasattr(value, "external_id"):
            task = Task(**{name: getattr(value, name) for name in TASK})
            return replace(task, created_at=self._moment_of(task))
        if hasattr(value, "tasks"):
            tasks = tuple(map(self._told, value.tasks))
            return Project(value.id, value.name, min(value.created_at, BORN), tasks)
        if isinstance(value, ProjectSummary):
            return replace(value, newest_at=value.newest_at and min(value.newest_at, BORN))
        return [self._told(item) for item in value] if isinstance(value, list | tuple) else value

    def _moment_of(self, task: Task) -> datetime:
        """BORN for what is younger than the first rows, unless it was another moment before."""
        first = self._born.setdefault(task.id, task.created_at)
        return min(first, BORN) if task.created_at == first else task.created_at
