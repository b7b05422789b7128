"""What e13 is graded by, beyond what learners see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exercises.e13_upsert_and_know_which.contract import Importing, Outcome
from exercises.e13_upsert_and_know_which.test_e13 import (
    NEW,
    again,
    imported,
    known_task,
    row_of,
)
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import same
from workbook.sample import Sample
from workbook.tables import Sql

QUICKER = "INSERT INTO tasks (title, external_id) VALUES ('theirs', $1)"
FREE = "UPDATE tasks SET assignee = NULL WHERE id = $1"
PLACE_ON_DISK = "SELECT ctid::text FROM tasks WHERE id = $1"


@pytest.mark.task(1)
async def test_nothing_is_stored_but_the_task(answers: Answers, sql: Sql, sample: Sample) -> None:
    """There is one task more after a new one, and none more after a known one."""
    before = await known_task(sql)
    await imported(answers, NEW)
    await imported(answers, again(before, done=True))
    number = await sql.fetchval("SELECT count(*) FROM tasks")
    same(number, len(sample.tasks) + 1, look="what a conflict is about")
    same((await row_of(sql, again(before)))["done"], True, look="what is set on a conflict")


@pytest.mark.task(2)
async def test_another_import_is_quicker(
    answers: Answers, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """Both began when nobody had the task; the one that comes second updates it."""
    async with sql.transaction():
        await sql.execute(QUICKER, NEW.external_id)
        importing = start(imported(answers, NEW))
        await gate.reached(importing)
    same(await importing, Outcome.UPDATED, look="what can happen between two statements")
    row = await row_of(sql, NEW)
    same((row["title"], row["version"]), (NEW.title, 2), look="what is set on a conflict")


@pytest.mark.task(2)
async def test_twice_in_one_transaction(answer: Importing, sample: Sample) -> None:
    """The second time it is an update, although all of it is of the same moment."""
    first = await answer.import_task(NEW)
    second = await answer.import_task(replace(NEW, title="another title"))
    expected = [Outcome.INSERTED, Outcome.UPDATED]
    same([first, second], expected, look="what tells an update from an insert")


@pytest.mark.task(3)
async def test_nothing_becomes_something(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A task that nobody has gets somebody, although NULL compares to nothing."""
    before = await known_task(sql)
    await sql.execute(FREE, before["id"])
    outcome = await imported(answers, again(before, assignee="bob"))
    same(outcome, Outcome.UPDATED, look="how NULL is compared")
    same((await row_of(sql, again(before)))["assignee"], "bob", look="how NULL is compared")


@pytest.mark.task(3)
async def test_nothing_is_written_where_nothing_differs(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Postgres makes no new version of the row, also where a value is NULL."""
    before = await known_task(sql)
    await sql.execute(FREE, before["id"])
    place = await sql.fetchval(PLACE_ON_DISK, before["id"])
    await imported(answers, again(before, assignee=None))
    after = await sql.fetchval(PLACE_ON_DISK, before["id"])
    same(after, place, look="what an update does when nothing differs")
