"""What e01 asks for, whichever way it is written."""

from __future__ import annotations

from random import Random

import pytest

from exercises.e01_get_one_task.contract import Tasks
from shared.errors import TaskNotFound
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same_task
from workbook.sample import Sample


@pytest.mark.task(1)
async def test_the_task_is_given_back(
    answer: Tasks, reference: Repository, sample: Sample, chance: Random
) -> None:
    """Every field is as the workbook's own repository reads it."""
    task_id = chance.randint(1, len(sample.tasks))
    expected = await reference.get_task(task_id)
    same_task(await answer.get_task(task_id), expected, look="which row you ask for, and as what")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_one_statement_is_sent(answers: Answers, budget: Budget, sample: Sample) -> None:
    """Reading one row by its key is one statement."""
    async with answers() as warming:  # the next call finds its statement prepared
        await warming.get_task(1)
    look = "what is sent before or after the row is read"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.get_task(len(sample.tasks))


@pytest.mark.task(2)
async def test_a_missing_task_is_an_error(answer: Tasks, sample: Sample) -> None:
    """An id that no task has is told by TaskNotFound."""
    with refused(TaskNotFound, look="what your library gives for no row, and shared/errors.py"):
        await answer.get_task(len(sample.tasks) + 1)
