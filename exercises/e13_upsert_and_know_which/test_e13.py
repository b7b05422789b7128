"""What e13 asks for, whichever way it is written."""

from __future__ import annotations

from typing import Any

import pytest

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import same
from workbook.sample import TODAY, Sample
from workbook.tables import Sql

GIVEN = ("title", "done", "project_id", "assignee", "due_at", "external_id")
NEW = NewTask("write to them", assignee="ann", due_at=TODAY, external_id="elsewhere:1")

KNOWN = """
    UPDATE tasks SET done = false, assignee = 'ann', due_at = '2026-07-01 12:00Z'
    WHERE id = (SELECT min(id) FROM tasks WHERE external_id IS NOT NULL) RETURNING *"""
ROW = "SELECT * FROM tasks WHERE external_id = $1"


async def known_task(sql: Sql) -> dict[str, Any]:
    """The first task that came from elsewhere: somebody has it, and it is due."""
    return dict(await sql.fetchrow(KNOWN) or {})


async def row_of(sql: Sql, new: NewTask) -> dict[str, Any]:
    return dict(await sql.fetchrow(ROW, new.external_id) or {})


def given_in(row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row that an import can give."""
    return {column: row.get(column) for column in GIVEN}


def again(row: dict[str, Any], **changes: Any) -> NewTask:
    """The task of this row as it comes the next time, with these values changed."""
    return NewTask(**{**given_in(row), **changes})


def same_values(row: dict[str, Any], expected: dict[str, Any], look: str) -> None:
    """The row has these values; its other columns do not matter."""
    same({column: row.get(column) for column in expected}, expected, look)


async def imported(answers: Answers, new: NewTask) -> Outcome:
    """What one import says, in a transaction that is committed."""
    async with answers() as answer:
        outcome: Outcome = await answer.import_task(new)
    return outcome


@pytest.mark.task(1)
async def test_a_new_task_is_stored(answers: Answers, sql: Sql, sample: Sample) -> None:
    """With all its values, and the first version."""
    await imported(answers, NEW)
    row = await row_of(sql, NEW)
    expected = {column: getattr(NEW, column) for column in GIVEN}
    same_values(row, expected, look="which columns are inserted")
    same_values(row, {"version": 1}, look="what says the version of a new row")


@pytest.mark.task(1)
async def test_a_known_task_gets_the_values(answers: Answers, sql: Sql, sample: Sample) -> None:
    """All of them, None too; the version rises by one."""
    before = await known_task(sql)
    new = again(before, title="another title", assignee=None, due_at=None)
    await imported(answers, new)
    row = await row_of(sql, new)
    expected = {column: getattr(new, column) for column in GIVEN}
    same_values(row, expected, look="what is set when the row is there already")
    same_values(row, {"version": before["version"] + 1}, look="whose version you add one to")


@pytest.mark.task(1)
async def test_id_and_created_at_survive(answers: Answers, sql: Sql, sample: Sample) -> None:
    """It is the same task, and as old as before."""
    before = await known_task(sql)
    await imported(answers, again(before, title="another title"))
    row = await row_of(sql, again(before))
    expected = {column: before[column] for column in ("id", "created_at")}
    same_values(row, expected, look="what is set, and what is not")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_one_statement_is_sent(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """For a known task as well: nothing is read first."""
    before = await known_task(sql)
    await imported(answers, NEW)  # the next call finds its statement prepared
    async with budget.statements(1, look="what is sent beside the INSERT"), answers() as answer:
        await answer.import_task(again(before, title="another title"))


@pytest.mark.task(2)
async def test_a_new_task_is_told(answers: Answers, sql: Sql, sample: Sample) -> None:
    """Nobody had this external_id."""
    same(await imported(answers, NEW), Outcome.INSERTED, look="what the statement gives back")


@pytest.mark.task(2)
async def test_a_known_task_is_told(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A value has changed."""
    new = again(await known_task(sql), title="another title")
    same(await imported(answers, new), Outcome.UPDATED, look="what tells an update from an insert")


@pytest.mark.task(3)
async def test_the_same_again_is_told(answers: Answers, sql: Sql, sample: Sample) -> None:
    """Every value is there already."""
    new = again(await known_task(sql))
    same(await imported(answers, new), Outcome.UNCHANGED, look="what comes back if nothing differs")


@pytest.mark.task(3)
async def test_the_same_again_stays_as_it_is(answers: Answers, sql: Sql, sample: Sample) -> None:
    """The version too."""
    before = await known_task(sql)
    await imported(answers, again(before))
    same_values(await row_of(sql, again(before)), before, look="when the update is made")
