"""What e14 is graded by, beyond what learners see."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from exercises.e14_ten_thousand_rows.contract import Loading
from exercises.e14_ten_thousand_rows.test_e14 import SOME, brought_along, same_rows, stored
from shared.domain import NewTask
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same
from workbook.tables import Sql

SOMEBODY_ELSE = "INSERT INTO tasks (title) SELECT 'not yours' FROM generate_series(1, 5)"


@pytest.mark.task(1)
async def test_nothing_is_sent_for_no_tasks(answers: Answers, budget: Budget, sql: Sql) -> None:
    """An empty list is stored already."""
    look = "what is sent when there is nothing to store"
    async with budget.round_trips(0, look=look), answers() as answer:
        same(list(await answer.add_tasks([])), [], look="what belongs to no tasks")
    same(len(await stored(sql)), 0, look="what an insert without values means")


@pytest.mark.task(2)
async def test_others_can_be_stored_after_an_error(answer: Loading, sql: Sql, seed: int) -> None:
    """A task that comes twice is refused; without it the same object stores all."""
    new = await brought_along(sql, SOME, seed)
    new[10] = replace(new[10], external_id="twice")
    twice = [*new[:1_200], NewTask("again", external_id="twice"), *new[1_200:]]
    with refused(Exception, look="whether the error reaches the caller"):
        await answer.add_tasks(twice)
    await answer.add_tasks(new)
    same_rows(list((await stored(sql)).values()), new)


@pytest.mark.task(3)
async def test_others_may_store_tasks_meanwhile(
    answer: Loading, sql: Sql, seed: int, gate: Gate, start: Start
) -> None:
    """Their ids lie between or beside those of the tasks that are being stored."""
    new = await brought_along(sql, SOME, seed)
    async with gate.closed("INSERT"):
        adding = start(answer.add_tasks(new))
        await gate.reached(adding)
        await sql.execute(SOMEBODY_ELSE)
    ids = await adding
    rows = await stored(sql)
    look = "who draws from the same sequence"
    same(f"{len(set(ids))} ids", f"{len(new)} ids", look=look)
    for task_id, task in zip(ids, new, strict=True):
        same(rows.get(task_id), astuple(task), look=look)
