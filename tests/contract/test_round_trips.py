"""What an operation costs on the wire, measured on the socket, on a warm connection."""

from __future__ import annotations

import pytest

from shared.domain import NewTask
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


@pytest.mark.parametrize("count", [1, 1_000])
async def test_adding_tasks_takes_few_round_trips(
    open_database: Open, database_url: str, count: int
) -> None:
    """A thousand tasks cost at most five round trips, transaction included."""
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for _ in range(2):
            observer.restart()
            async with database.transaction() as repository:
                await repository.add_tasks([NewTask("x")] * count)
    assert observer.recording.round_trips <= 5
