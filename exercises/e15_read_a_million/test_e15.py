"""What e15 asks for, whichever way it is written."""

from __future__ import annotations

import gc
from collections.abc import Collection, Sequence
from random import Random

import pytest

from exercises.e15_read_a_million.contract import Searching
from shared.protocol import Repository, Task
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

MANY = 20_000
ENOUGH = 5_000
AT_ONCE = 2_000
"""Rows in one answer of Postgres, and beyond the last that is wanted."""

MOST_ALIVE = 15_000
"""New objects in Python: two batches of the ORM make fewer, the bare rows of all make more."""

ADD_TASKS = "INSERT INTO tasks (title) SELECT 'task ' || number FROM generate_series(1, $1) number"
SHUFFLE = "UPDATE tasks SET title = title WHERE id % 3 = 1"
"""New versions of rows stand behind the others, so that no order comes by chance."""


class Rule:
    """Wants the tasks with these ids; counts now and then how many objects are alive."""

    def __init__(self, ids: Collection[int]) -> None:
        self.alive = 0
        self._ids = ids
        self._asked = 0
        gc.collect()
        self._before = len(gc.get_objects())

    def __call__(self, task: Task) -> bool:
        self._asked += 1
        if self._asked % (MANY // 4) == 0:
            gc.collect()
            self.alive = max(self.alive, len(gc.get_objects()) - self._before)
        return task.id in self._ids


def ids_of(tasks: Sequence[Task]) -> list[int]:
    return [task.id for task in tasks]


def rows_read(budget: Budget) -> int:
    """What came over the wire in the last recording."""
    return sum(statement.rows for statement in budget.sent.statements)


@pytest.mark.task(1)
async def test_the_first_that_are_wanted_are_found(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample, chance: Random
) -> None:
    """Ten of thirty, the lowest ids first."""
    await sql.execute(SHUFFLE)
    wanted = sorted(chance.sample(range(1, len(sample.tasks) + 1), 30))
    found = await answer.find_tasks(Rule(wanted), 10)
    expected = await reference.get_tasks(wanted[:10])
    same_tasks(found, list(expected), look="the order of the rows, and when you have enough")


@pytest.mark.task(1)
async def test_fewer_are_found_if_there_are_no_more(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """Three where ten would do, and none where none is wanted."""
    await sql.execute(SHUFFLE)
    found = await answer.find_tasks(Rule([4, 50, 99]), 10)
    expected = await reference.get_tasks([4, 50, 99])
    same_tasks(found, list(expected), look="the order of the rows, and how far you read")
    same(ids_of(await answer.find_tasks(Rule([]), 10)), [], look="what belongs to no task")


@pytest.mark.task(2)
async def test_memory_does_not_grow(answers: Answers, budget: Budget, sql: Sql) -> None:
    """Rows come in batches, and what is not wanted is let go."""
    await sql.execute(ADD_TASKS, MANY)
    rule = Rule([MANY - 2, MANY])
    async with budget.recorded(), answers() as answer:
        same(ids_of(await answer.find_tasks(rule, 10)), [MANY - 2, MANY], look="how far you read")
    at_once = max(statement.rows for statement in budget.sent.statements)
    if at_once > AT_ONCE:
        actual = f"{at_once} rows at once"
        raise NotYet(f"at most {AT_ONCE} rows in one answer", actual, "who holds the rows")
    if rule.alive > MOST_ALIVE:
        expected = f"at most {MOST_ALIVE} new objects are alive"
        look = "who keeps the tasks that are not wanted: you, or the library"
        raise NotYet(expected, f"{rule.alive}", look)


@pytest.mark.shown
@pytest.mark.task(3)
async def test_reading_stops_early(
    answers: Answers, aftermath: Aftermath, budget: Budget, sql: Sql
) -> None:
    """Ten among the first fifty: neither rows nor a transaction are left behind."""
    await sql.execute(ADD_TASKS, ENOUGH)
    wanted = range(5, 55, 5)
    async with budget.recorded(), answers() as answer:
        found = await answer.find_tasks(Rule(wanted), len(wanted))
        same(ids_of(found), list(wanted), look="when you have enough")
        await aftermath.is_settled(look="who ends the transaction when you stop early")
    if (rows := rows_read(budget)) > AT_ONCE:
        raise NotYet(f"at most {AT_ONCE} rows", f"{rows} rows", "when you stop reading")
