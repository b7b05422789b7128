"""What is there is held against what the writers were told, in whichever way the two differ."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.conftest import Sql
from tests.soak.journal import COUNTER, Journal, Outcome, disagreements

STORE = "INSERT INTO tasks (title, external_id, assignee) VALUES ($1, $2, $3)"
COUNT = "UPDATE tasks SET title = $1, version = $2 WHERE assignee = 'counter'"


@pytest.fixture
async def counter(sql: Sql) -> AsyncIterator[int]:
    """The only task there is: a counter that stands at 0."""
    await sql.execute("DELETE FROM tasks")
    statement = "INSERT INTO tasks (title, assignee) VALUES ('0', $1) RETURNING id"
    yield await sql.fetchval(statement, COUNTER)
    await sql.execute("DELETE FROM tasks")


async def store(sql: Sql, key: str, rows: int, assignee: str | None = None) -> None:
    """What a write of this key stores."""
    await sql.execute(STORE, key, key, assignee)
    for _ in range(rows - 1):
        await sql.execute(STORE, key, None, None)


@pytest.mark.parametrize(
    ("outcome", "rows", "is_well"),
    [
        (Outcome.ACKNOWLEDGED, 3, True),
        (Outcome.ACKNOWLEDGED, 0, False),
        (Outcome.ACKNOWLEDGED, 2, False),
        (Outcome.ACKNOWLEDGED, 4, False),
        (Outcome.FAILED, 0, True),
        (Outcome.FAILED, 1, False),
        (Outcome.FAILED, 3, False),
        (Outcome.UNKNOWN, 0, True),
        (Outcome.UNKNOWN, 3, True),
        (Outcome.UNKNOWN, 2, False),
        (Outcome.UNKNOWN, 4, False),
    ],
)
@pytest.mark.usefixtures("counter")
async def test_all_rows_or_none_are_there_as_the_writer_was_told(
    sql: Sql, outcome: Outcome, rows: int, is_well: bool
) -> None:
    """A write of three rows of which so many are there."""
    journal = Journal()
    journal.open("a", 3).outcome = outcome
    if rows:
        await store(sql, "a", rows)
    assert len(await disagreements(journal, sql)) == (not is_well)


@pytest.mark.parametrize(
    ("outcome", "stands_at", "is_well"),
    [
        (Outcome.ACKNOWLEDGED, (1, 2), True),
        (Outcome.ACKNOWLEDGED, (0, 1), False),
        (Outcome.ACKNOWLEDGED, (2, 3), False),
        (Outcome.ACKNOWLEDGED, (1, 3), False),
        (Outcome.UNKNOWN, (1, 2), True),
        (Outcome.UNKNOWN, (0, 1), False),
    ],
)
async def test_a_counter_has_counted_what_happened_and_so_has_its_version(
    sql: Sql, counter: int, outcome: Outcome, stands_at: tuple[int, int], is_well: bool
) -> None:
    """A write whose row is there has counted once, also if its writer does not know."""
    journal = Journal()
    journal.open("a", 1, [counter]).outcome = outcome
    await store(sql, "a", 1)
    counted, version = stands_at
    await sql.execute(COUNT, str(counted), version)
    assert len(await disagreements(journal, sql)) == (not is_well)


@pytest.mark.parametrize(
    ("claimed", "assignee", "is_well"),
    [
        (1, "a", True),
        (0, None, True),
        (1, None, False),
        (0, "a", False),
        (0, "b", False),
    ],
)
@pytest.mark.usefixtures("counter")
async def test_who_has_claimed_has_it_and_nobody_else(
    sql: Sql, claimed: int, assignee: str | None, is_well: bool
) -> None:
    """One task, and whose it is."""
    journal = Journal()
    write = journal.open("a", 1)
    write.outcome, write.claimed = Outcome.ACKNOWLEDGED, claimed
    await store(sql, "a", 1, assignee)
    assert bool(await disagreements(journal, sql)) == (not is_well)


@pytest.mark.usefixtures("counter")
async def test_what_nobody_wrote_is_noticed(sql: Sql) -> None:
    """A row under a name that is not in the journal."""
    await store(sql, "stranger", 1)
    assert await disagreements(Journal(), sql) == ["'stranger' was written by nobody"]
