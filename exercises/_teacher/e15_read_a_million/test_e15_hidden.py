"""What e15 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e15_read_a_million.contract import Searching
from exercises.e15_read_a_million.test_e15 import ADD_TASKS, SHUFFLE, Rule, ids_of
from shared.protocol import Repository, Task
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

MANY = 10_000
TRIPS = 40


class Trouble(Exception):
    """What the rule of the test raises."""


@pytest.mark.task(1)
async def test_what_is_found_stays_readable(
    answers: Answers, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The tasks can be used when the block is over."""
    await sql.execute(SHUFFLE)
    async with answers() as answer:
        found = await answer.find_tasks(Rule([2, 3, 4, 5]), 3)
    expected = await reference.get_tasks([2, 3, 4])
    same_tasks(found, list(expected), look="what an object needs to be read")


@pytest.mark.task(2)
async def test_batches_are_large_enough(answers: Answers, budget: Budget, sql: Sql) -> None:
    """Ten thousand rows do not take hundreds of round trips."""
    await sql.execute(ADD_TASKS, MANY)
    look = "how many rows come at a time"
    async with budget.round_trips(TRIPS, look=look), answers() as answer:
        same(ids_of(await answer.find_tasks(Rule([]), 1)), [], look="what belongs to no task")


@pytest.mark.task(3)
async def test_an_error_ends_the_reading(
    answer: Searching, aftermath: Aftermath, sample: Sample
) -> None:
    """It reaches the caller, and leaves nothing behind."""

    def troubled(task: Task) -> bool:
        raise Trouble

    with refused(Trouble, look="whether the error reaches the caller"):
        await answer.find_tasks(troubled, 3)
    await aftermath.is_settled(look="who ends the transaction when an error leaves it")
    same(ids_of(await answer.find_tasks(Rule([7]), 3)), [7], look="what an error leaves behind")


@pytest.mark.task(3)
async def test_the_same_object_searches_again(
    answer: Searching, aftermath: Aftermath, sql: Sql, sample: Sample
) -> None:
    """Having stopped early it reads from the beginning, and finds what others have added."""
    same(ids_of(await answer.find_tasks(Rule([3, 4]), 1)), [3], look="when you have enough")
    await sql.execute(ADD_TASKS, 1)
    added = len(sample.tasks) + 1
    same(ids_of(await answer.find_tasks(Rule([3, added]), 2)), [3, added], look="where you begin")
    await aftermath.is_settled(look="who ends the transaction of the second search")
