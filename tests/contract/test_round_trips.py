"""What an operation costs on the wire, measured on the socket, on a warm connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from shared.domain import NewTask
from shared.protocol import Repository
from tests.contract.conftest import Open, Sql
from workbook.wire import observe


async def test_a_read_in_autocommit_takes_one_round_trip(
    open_database: Open, database_url: str, sql: Sql
) -> None:
    """One statement, one answer: no BEGIN, no reset query, no ping."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('x') RETURNING id")
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(3):
            observer.restart()
            async with database.autocommit() as repository:
                await repository.get_task(task_id)
    assert (len(observer.recording.statements), observer.recording.round_trips) == (1, 1)


async def test_a_transaction_of_one_statement_takes_three_round_trips(
    open_database: Open, database_url: str
) -> None:
    """BEGIN, the statement, COMMIT."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(3):
            observer.restart()
            async with database.transaction() as repository:
                await repository.add_task(NewTask("x"))
    assert (len(observer.recording.statements), observer.recording.round_trips) == (3, 3)


def mixed_tasks(name: str) -> list[NewTask]:
    """A thousand tasks, no two neighbours of which have the same fields given."""
    return [
        NewTask(
            "x",
            assignee="Ann" if number % 2 else None,
            due_at=None if number % 3 else datetime(2026, 1, 1, tzinfo=UTC),
            external_id=f"{name}-{number}",
        )
        for number in range(1_000)
    ]


async def add(repository: Repository, tasks: list[NewTask]) -> None:
    await repository.add_tasks(tasks)


async def load(repository: Repository, tasks: list[NewTask]) -> None:
    await repository.load_tasks(tasks)


async def import_(repository: Repository, tasks: list[NewTask]) -> None:
    await repository.import_tasks(tasks)


@pytest.mark.parametrize("write", [add, load, import_])
async def test_a_thousand_mixed_tasks_take_few_round_trips(
    open_database: Open,
    database_url: str,
    write: Callable[[Repository, list[NewTask]], Awaitable[None]],
) -> None:
    """At most five, transaction included, whichever fields are given and whichever are not."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for name in ("first", "second"):
            observer.restart()
            async with database.transaction() as repository:
                await write(repository, mixed_tasks(name))
    assert observer.recording.round_trips <= 5
