"""Does the steps of a transaction through the protocol, and records what they came to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from shared.domain import Isolation, NewTask
from shared.errors import RepositoryError
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Sql
from tests.histories.history import (
    INITIAL,
    Abort,
    Commit,
    Count,
    Event,
    History,
    Read,
    Scan,
    Seen,
    Write,
)
from tests.histories.script import Action, Step

ALL = 1000
"""Tasks on one page: more than a history ever has."""


class Undo(Exception):
    """Ends a transaction by its caller's wish."""


class Transaction:
    """One unit of work whose steps are recorded; `keys` are the ids of the tasks it may name."""

    def __init__(
        self, number: int, repository: Repository, keys: Sequence[int], events: list[Event]
    ) -> None:
        self._number = number
        self._repository = repository
        self._keys = keys
        self._events = events
        self._values = 0
        self._versions: dict[int, int] = {}

    async def do(self, step: Step) -> None:
        """Do one step, the last one excepted. Raises Undo where the script says abort."""
        match step.action:
            case Action.READ:
                await self._read(self._keys[step.task])
            case Action.WRITE:
                await self._write(self._keys[step.task], expected_version=None)
            case Action.GUARDED_WRITE:
                key = self._keys[step.task]
                await self._write(key, expected_version=self._versions[key])
            case Action.INSERT:
                task = await self._repository.add_task(NewTask(self._new_value()))
                self._events.append(Write(self._number, seen(task)))
            case Action.COUNT:
                self._events.append(Count(self._number, await self._repository.count_tasks()))
            case Action.SCAN:
                tasks = await self._repository.list_tasks(limit=ALL)
                self._events.append(Scan(self._number, tuple(map(seen, tasks))))
            case Action.ABORT:
                raise Undo
            case Action.COMMIT:
                pass

    async def _read(self, key: int) -> None:
        task = await self._repository.get_task(key)
        self._versions[key] = task.version
        self._events.append(Read(self._number, seen(task)))

    async def _write(self, key: int, *, expected_version: int | None) -> None:
        task = await self._repository.edit_task(
            key, expected_version=expected_version, title=self._new_value()
        )
        self._events.append(Write(self._number, seen(task)))

    def _new_value(self) -> str:
        self._values += 1
        return f"{self._number}.{self._values}"


def seen(task: Task) -> Seen:
    """The task as it is now: an object of an identity map may change later."""
    return Seen(task.id, task.version, task.title)


class Recorder:
    """Records the transactions of one history, over tasks that it has stored itself."""

    def __init__(self, sql: Sql, database: Database, isolation: Isolation) -> None:
        self.isolation = isolation
        self._sql = sql
        self._database = database
        self._events: list[Event] = []
        self._keys: list[int] = []

    async def store(self, tasks: int) -> None:
        """Store so many tasks for the transactions to meet at."""
        statement = "INSERT INTO tasks (title) VALUES ($1) RETURNING id"
        self._keys += [await self._sql.fetchval(statement, INITIAL) for _ in range(tasks)]

    @asynccontextmanager
    async def transaction(self, number: int) -> AsyncIterator[Transaction]:
        """One transaction, from begin to end; an error of the repository's ends it, and no more."""
        try:
            async with self._database.transaction(isolation=self.isolation) as repository:
                yield Transaction(number, repository, self._keys, self._events)
        except (RepositoryError, Undo) as error:
            self._events.append(Abort(number, type(error).__name__))
        else:
            self._events.append(Commit(number))

    async def history(self) -> History:
        """All that was recorded, and what is there now, by plain SQL."""
        rows = await self._sql.fetch("SELECT id, version, title FROM tasks ORDER BY id")
        return History(tuple(self._events), tuple(Seen(*row) for row in rows))
