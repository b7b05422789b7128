"""What e08 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e08_pages_that_do_not_slip.test_e08 import (
    DONE,
    FINISH,
    LIMIT,
    NEWEST,
    OPEN,
    REOPEN,
    SHUFFLE,
    Turn,
    ids,
    ids_on,
    turn_newest,
    turn_open,
    turned,
)
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same
from workbook.sample import Sample
from workbook.tables import Sql

DELETE = "DELETE FROM tasks WHERE id = $1"


async def no_more_than_the_page(answers: Answers, budget: Budget, turn: Turn) -> None:
    """Raise NotYet if the first or the second page takes more rows than it has."""
    mark = None
    for _ in range(2):
        async with budget.recorded(), answers() as answer:
            mark = (await turn(answer, mark)).mark
        rows = sum(statement.rows for statement in budget.sent.statements)
        if rows > LIMIT:
            look = "what is left out in Python"
            raise NotYet(f"at most {LIMIT} rows", f"{rows} rows over the wire", look)


@pytest.mark.task(1)
async def test_only_the_page_comes_over_the_wire(
    answers: Answers, budget: Budget, sample: Sample
) -> None:
    """Postgres picks the open tasks and ends the page; nothing is cut off in Python."""
    await no_more_than_the_page(answers, budget, turn_open)


@pytest.mark.task(2)
async def test_the_last_task_of_a_page_may_be_gone(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """The mark says where to go on although the task that it was made of is deleted."""
    expected = (await ids(sql, OPEN))[LIMIT : 2 * LIMIT]
    first = await turned(answers, turn_open)
    await sql.execute(DELETE, ids_on(first)[-1])
    second = await turned(answers, turn_open, first.mark)
    same(ids_on(second), expected, look="what is read to find the place of the mark")


@pytest.mark.task(2)
async def test_the_next_page_is_read_when_it_is_asked_for(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Behind the mark one task is done and another opened meanwhile."""
    first = await turned(answers, turn_open)
    last = ids_on(first)[-1]
    behind = [task_id for task_id in await ids(sql, OPEN) if task_id > last]
    done = [task_id for task_id in await ids(sql, DONE) if task_id > last]
    await sql.execute(FINISH, behind[:1])
    await sql.execute(REOPEN, done[:1])
    second = await turned(answers, turn_open, first.mark)
    expected = sorted([*behind[1:], done[0]])[:LIMIT]
    same(ids_on(second), expected, look="what is in the mark, and when it was read")


@pytest.mark.task(3)
async def test_the_oldest_of_a_page_may_be_gone(answers: Answers, sql: Sql, sample: Sample) -> None:
    """The mark says where to go on although the task that it was made of is deleted."""
    await sql.execute(SHUFFLE)
    expected = (await ids(sql, NEWEST))[LIMIT : 2 * LIMIT]
    first = await turned(answers, turn_newest)
    await sql.execute(DELETE, ids_on(first)[-1])
    second = await turned(answers, turn_newest, first.mark)
    same(ids_on(second), expected, look="what is read to find the place of the mark")


@pytest.mark.task(3)
async def test_only_the_newest_come_over_the_wire(
    answers: Answers, budget: Budget, sample: Sample
) -> None:
    """Postgres sorts and ends the page; nothing is cut off in Python."""
    await no_more_than_the_page(answers, budget, turn_newest)
