"""T2: cancelled at every await point, a unit of work is done as a whole or not at all."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pytest

from shared.domain import NewTask
from shared.errors import Duplicate
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Scope, Sql
from tests.faults.health import assert_healthy, assert_settled
from workbook.suspensions import cancel_at


@pytest.fixture(autouse=True)
def suspending_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """psycopg suspends by the clock where it need not wait: here it does so every time."""
    monkeypatch.setattr("psycopg.waiting.MAX_BUSY_TIME", 0.0)


STREAMED = 1_001
"""One more than a stream reads at a time."""

OPEN_CURSOR = "ignore:.*was deleted while still open:ResourceWarning"
"""psycopg says so of a cursor whose connection was lost with the cancellation."""

LEFT_TO_THE_COLLECTOR = "The garbage collector is trying to clean up"
"""SQLAlchemy says so, late or soon, of a connection that was not given back."""

when_answered = pytest.mark.parametrize(
    "answered", [False, True], ids=["before-answer", "after-answer"]
)

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
    """One unit of work, to be cancelled at each of its await points in turn."""

    sql: Sql
    work: Work
    answered: bool

    async def cancel_at(self, suspension: int, scope: Scope) -> bool | None:
        """Start with known tasks and do the work, cancelled here; None if it ended before."""
        task_id = await self.store()

        async def unit() -> None:
            async with scope() as repository:
                await self.work(repository, task_id)

        return await cancel_at(suspension, unit(), answered=self.answered)

    async def everywhere(self, once: Callable[[int], Awaitable[bool | None]]) -> None:
        """Cancel at the first await point, the second ... until the work is completed."""
        seen: list[str] = []
        cancelled: bool | None = True
        while cancelled is not None:
            cancelled = await once(len(seen) + 1)
            assert cancelled is not False, f"cancelled at {len(seen) + 1}, and nobody was told"
            seen.append(await self.written())
        assert len(seen) > 1
        assert set(seen) <= {"", seen[-1]}, "a part was written"

    async def store(self) -> int:
        """Nothing but what a stream needs, written by plain SQL; the id of one task."""
        rows = STREAMED if self.work in (stream, stop_streaming) else 1
        statement = f"""
            DELETE FROM tasks;
            INSERT INTO tasks (title) SELECT 'old' FROM generate_series(1, {rows})"""
        await self.sql.execute(statement)
        task_id: int = await self.sql.fetchval("SELECT min(id) FROM tasks")
        return task_id

    async def written(self) -> str:
        """What differs from the start, in one line."""
        statement = """
            SELECT coalesce(string_agg(
                concat_ws(' ', title, external_id, assignee, version), ', ' ORDER BY id
            ), '') FROM tasks WHERE (title, version) <> ('old', 1) OR assignee IS NOT NULL"""
        return str(await self.sql.fetchval(statement))


@pytest.mark.filterwarnings(OPEN_CURSOR)
@when_answered
@pytest.mark.parametrize("work", WORK)
async def test_t02_cancelled_anywhere_a_transaction_writes_all_or_nothing(
    database: Database, sql: Sql, application_name: str, work: str, answered: bool
) -> None:
    """The cancellation goes on, and the connection comes back at rest."""
    trial = Trial(sql, WORK[work], answered)

    async def once(suspension: int) -> bool | None:
        cancelled = await trial.cancel_at(suspension, database.transaction)
        await assert_settled(database, sql, application_name)
        return cancelled

    await trial.everywhere(once)
    gc.collect()


@pytest.mark.filterwarnings(OPEN_CURSOR, f"ignore:{LEFT_TO_THE_COLLECTOR}")
@when_answered
@pytest.mark.parametrize("work", IN_AUTOCOMMIT)
async def test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing(
    open_database: Open, sql: Sql, application_name: str, work: str, answered: bool
) -> None:
    """What needs several statements to be whole is whole without a transaction around it, too."""
    trial = Trial(sql, WORK[work], answered)

    async def once(suspension: int) -> bool | None:
        cancelled = await trial.cancel_at(suspension, database.autocommit)
        await assert_settled(database, sql, application_name)
        return cancelled

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with open_database() as database:
            await trial.everywhere(once)
            await assert_healthy(database, sql, application_name)
        gc.collect()
    left = [str(warning.message) for warning in caught]
    assert not [message for message in left if message.startswith(LEFT_TO_THE_COLLECTOR)]


@when_answered
async def test_t02_cancelled_anywhere_on_a_cold_pool_a_transaction_writes_all_or_nothing(
    open_database: Open, sql: Sql, application_name: str, answered: bool
) -> None:
    """The same while a connection is made for it, because the only one is in use."""
    trial = Trial(sql, WORK["add_tasks"], answered)

    async def once(suspension: int) -> bool | None:
        async with open_database() as database:
            async with database.autocommit() as repository:
                await repository.count_tasks()
                cancelled = await trial.cancel_at(suspension, database.transaction)
            await assert_settled(database, sql, application_name)
            return cancelled

    await trial.everywhere(once)
