"""What e03 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e03_not_given_is_not_none.contract import Editing
from shared.errors import TaskNotFound
from shared.protocol import Repository
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same, same_task
from workbook.sample import Sample
from workbook.tables import Sql

STORED = "SELECT title, done, assignee FROM tasks WHERE id = $1"
VERSION_ON_DISK = "SELECT ctid::text, version FROM tasks WHERE id = $1"


@pytest.mark.task(1)
async def test_two_edits_at_once_keep_each_others_fields(
    answers: Answers, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """Somebody else sets the assignee while the title is being changed; both changes stay."""

    async def edit() -> None:
        async with answers() as answer:
            await answer.edit_task(7, title="mine")

    await sql.execute("UPDATE tasks SET assignee = NULL, done = false WHERE id = 7")
    async with sql.transaction():
        await sql.execute("UPDATE tasks SET assignee = 'bob', version = version + 1 WHERE id = 7")
        editing = start(edit())
        await gate.reached(editing)
    await editing
    stored = tuple(await sql.fetchrow(STORED, 7) or ())
    same(stored, ("mine", False, "bob"), look="what you write that was not given")


@pytest.mark.task(1)
async def test_other_tasks_stay_as_they_are(answers: Answers, sql: Sql, sample: Sample) -> None:
    """One row is changed."""
    async with answers() as answer:
        await answer.edit_task(7, title="only this one")
    changed = await sql.fetchval("SELECT count(*) FROM tasks WHERE title = 'only this one'")
    same(changed, 1, look="which rows your statement is about")


@pytest.mark.task(2)
async def test_false_and_empty_are_values(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A task is opened again, its title becomes empty."""
    await sql.execute("UPDATE tasks SET done = true, assignee = 'ann' WHERE id = 7")
    async with answers() as answer:
        await answer.edit_task(7, done=False, title="")
    stored = tuple(await sql.fetchrow(STORED, 7) or ())
    same(stored, ("", False, "ann"), look="which values your condition takes for nothing")


@pytest.mark.task(2)
async def test_null_becomes_a_value(
    answers: Answers, sql: Sql, reference: Repository, sample: Sample
) -> None:
    """A task that nobody has gets somebody, although NULL compares to nothing."""
    await sql.execute("UPDATE tasks SET assignee = NULL WHERE id = 7")
    async with answers() as answer:
        task = await answer.edit_task(7, assignee="ann")
    same(task.assignee, "ann", look="how NULL is compared")
    same_task(task, await reference.get_task(7), look="when the task you return was read")


@pytest.mark.task(3)
async def test_nothing_is_written_where_nothing_differs(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Postgres makes no new version of the row, also where the value is NULL."""
    await sql.execute("UPDATE tasks SET assignee = NULL WHERE id = 7")
    before = tuple(await sql.fetchrow(VERSION_ON_DISK, 7) or ())
    async with answers() as answer:
        await answer.edit_task(7, assignee=None, title=sample.tasks[6].new.title)
    after = tuple(await sql.fetchrow(VERSION_ON_DISK, 7) or ())
    same(after, before, look="whether an UPDATE is sent, and what it compares")


@pytest.mark.task(3)
async def test_a_missing_task_is_an_error_also_without_fields(
    answer: Editing, sample: Sample
) -> None:
    """Nothing is given, and there is nothing either."""
    with refused(TaskNotFound, look="what is returned if nothing is given"):
        await answer.edit_task(len(sample.tasks) + 1)
