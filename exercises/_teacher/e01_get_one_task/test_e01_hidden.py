"""What e01 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e01_get_one_task.contract import Tasks
from shared.errors import TaskNotFound
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, refused, same_task
from workbook.sample import Sample
from workbook.tables import Sql


@pytest.mark.task(1)
async def test_only_the_row_comes_over_the_wire(
    answers: Answers, budget: Budget, sample: Sample
) -> None:
    """Postgres finds the row; nothing is filtered in Python."""
    async with budget.recorded(), answers() as answer:
        await answer.get_task(len(sample.tasks) // 2)
    rows = sum(statement.rows for statement in budget.sent.statements)
    if rows > 1:
        raise NotYet("1 row from Postgres", f"{rows} rows", "where the rows are chosen")


@pytest.mark.task(1)
async def test_what_was_read_stays_readable(
    answers: Answers, reference: Repository, sample: Sample
) -> None:
    """The task can be used when the block is over."""
    async with answers() as answer:
        task = await answer.get_task(1)
    same_task(task, await reference.get_task(1), look="what the object needs to be read")


@pytest.mark.task(2)
async def test_a_deleted_task_is_missing(answer: Tasks, sample: Sample, sql: Sql) -> None:
    """What was read a moment ago, and is still held, is looked up anew."""
    _held = await answer.get_task(1)
    await sql.execute("DELETE FROM tasks WHERE id = 1")
    with refused(TaskNotFound, look="where the second answer comes from"):
        await answer.get_task(1)
