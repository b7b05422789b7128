"""What e14 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace

import pytest

from exercises.e14_ten_thousand_rows.contract import Loading
from shared.domain import NewTask
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

MOST = 20
"""Round trips: one for each thousand rows, some to begin, to end, and to learn the types."""

SOME = 1_500
"""Tasks: more than SQLAlchemy puts into one statement."""

NO_PROJECT = 1_000_000
STORED = "SELECT id, title, done, project_id, assignee, due_at, external_id FROM tasks ORDER BY id"
LEAVE_A_GAP = "SELECT nextval(pg_get_serial_sequence('tasks', 'id')) FROM generate_series(1, 7)"


async def brought_along(sql: Sql, number: int, seed: int) -> list[NewTask]:
    """So many tasks of all kinds, not stored; the projects that they belong to are."""
    made = Sample.make(number, seed)
    await sql.copy_records_to_table(
        "projects", columns=["name"], records=[(project.name,) for project in made.projects]
    )
    return [task.new for task in made.tasks]


async def stored(sql: Sql) -> dict[int, tuple[object, ...]]:
    """The values of each task that anybody sees, by id."""
    return {row["id"]: tuple(row)[1:] for row in await sql.fetch(STORED)}


def same_rows(actual: Sequence[object], expected: Sequence[NewTask]) -> None:
    """As many rows, and each with its task's values; the first that differs is told."""
    same(f"{len(actual)} tasks", f"{len(expected)} tasks", look="which tasks you send")
    for found, new in zip(actual, expected, strict=True):
        same(found, astuple(new), look="which values you send, and in which order")


@pytest.mark.task(1)
async def test_all_tasks_are_stored(answers: Answers, sql: Sql, seed: int) -> None:
    """Every value of every task, committed when the method returns."""
    new = await brought_along(sql, SOME, seed)
    async with answers() as answer:
        await answer.add_tasks(new)
        rows = await stored(sql)
    same_rows(list(rows.values()), new)


@pytest.mark.shown
@pytest.mark.task(1)
async def test_ten_thousand_need_few_round_trips(
    answers: Answers, budget: Budget, sql: Sql, seed: int
) -> None:
    """First a hundred, then all the others, and no more trips than allowed for either."""
    new = await brought_along(sql, 10_000, seed)
    look = "what waits for an answer in a loop, and how much a statement can carry"
    for some in (new[:100], new[100:]):
        async with budget.round_trips(MOST, look=look), answers() as answer:
            await answer.add_tasks(some)
    same(await sql.fetchval("SELECT count(*) FROM tasks"), len(new), look="which tasks you send")


@pytest.mark.task(2)
async def test_one_refused_task_refuses_all(
    answer: Loading, aftermath: Aftermath, sql: Sql, seed: int
) -> None:
    """The last of them belongs to a project that does not exist."""
    new = await brought_along(sql, SOME, seed)
    new[-1] = replace(new[-1], project_id=NO_PROJECT)
    with refused(Exception, look="whether the error reaches the caller"):
        await answer.add_tasks(new)
    same(len(await stored(sql)), 0, look="what was committed before the error")
    await aftermath.is_settled(look="who ends the transaction when an error leaves it")


@pytest.mark.task(3)
async def test_the_ids_belong_to_the_tasks(answers: Answers, sql: Sql, seed: int) -> None:
    """Also where the sequence has a gap, as a rollback leaves it."""
    new = await brought_along(sql, SOME, seed)
    async with answers() as answer:
        first = await answer.add_tasks(new[:100])
        await sql.execute(LEAVE_A_GAP)
        others = await answer.add_tasks(new[100:])
    rows = await stored(sql)
    found = [rows.get(task_id) for task_id in [*(first or []), *(others or [])]]
    same(f"{len(found)} ids", f"{len(new)} ids", look="what your statement gives back")
    for values, task in zip(found, new, strict=True):
        same(values, astuple(task), look="who makes the ids, and in which order they come")
