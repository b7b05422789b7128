"""What e03 asks for, whichever way it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from exercises.e03_not_given_is_not_none.contract import Editing
from shared.errors import TaskNotFound
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same, same_task
from workbook.sample import TODAY, Sample
from workbook.tables import Sql

ROW = "SELECT * FROM tasks WHERE id = $1"
ASSIGNED = "UPDATE tasks SET assignee = 'ann', due_at = now() WHERE id = $1"


async def row_of(sql: Sql, task_id: int) -> dict[str, Any]:
    return dict(await sql.fetchrow(ROW, task_id) or {})


@pytest.mark.task(1)
async def test_only_what_is_given_changes(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A new title and a new date leave the other fields as they are; the version rises by one."""
    before = await row_of(sql, 7)
    new = {"title": f"{before['title']}, again", "due_at": TODAY + timedelta(days=500)}
    async with answers() as answer:
        await answer.edit_task(7, **new)
    expected = {**before, **new, "version": before["version"] + 1}
    same(await row_of(sql, 7), expected, look="which columns your statement speaks of")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_the_changed_task_is_given_back(
    answers: Answers, budget: Budget, reference: Repository, sample: Sample
) -> None:
    """What comes back is the row as it is after the change."""
    async with answers() as warming:
        await warming.edit_task(1, title="warm")
    async with budget.recorded(), answers() as answer:
        task = await answer.edit_task(7, title="new")
        version = task.version
    stored = await reference.get_task(7)
    same({"version": version}, {"version": stored.version}, look="when the change is sent")
    same_task(task, stored, look="when the task you return was read")


@pytest.mark.task(1)
async def test_a_missing_task_is_an_error(answer: Editing, sample: Sample) -> None:
    """There is nothing to change, and the caller is told."""
    with refused(TaskNotFound, look="how many rows your statement has found"):
        await answer.edit_task(len(sample.tasks) + 1, title="new")


@pytest.mark.task(2)
async def test_none_clears(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A field given as None is NULL afterwards."""
    await sql.execute(ASSIGNED, 7)
    before = await row_of(sql, 7)
    async with answers() as answer:
        await answer.edit_task(7, assignee=None, due_at=None)
    expected = {**before, "assignee": None, "due_at": None, "version": before["version"] + 1}
    same(await row_of(sql, 7), expected, look="what becomes of a key whose value is None")


@pytest.mark.task(3)
async def test_what_is_there_already_is_not_written(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Giving the same values again leaves the row untouched."""
    before = await row_of(sql, 7)
    async with answers() as answer:
        await answer.edit_task(7, title=before["title"], assignee=before["assignee"])
    same(await row_of(sql, 7), before, look="what an UPDATE does when nothing differs")


@pytest.mark.task(3)
async def test_no_field_changes_nothing(
    answers: Answers, sql: Sql, reference: Repository, sample: Sample
) -> None:
    """Without any field the task is given back as it is."""
    before = await row_of(sql, 7)
    async with answers() as answer:
        task = await answer.edit_task(7)
        same_task(task, await reference.get_task(7), look="what is returned if nothing is given")
    same(await row_of(sql, 7), before, look="what is sent if nothing is given")
