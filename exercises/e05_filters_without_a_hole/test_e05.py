"""What e05 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

import pytest

from exercises.e05_filters_without_a_hole.contract import Searching
from shared.domain import TaskFilter
from shared.protocol import Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_tasks
from workbook.sample import TODAY, Sample
from workbook.tables import Sql

PEOPLE = "SELECT DISTINCT assignee FROM tasks WHERE assignee IS NOT NULL ORDER BY assignee"
TIES = """
    DELETE FROM tasks WHERE id > 12;
    UPDATE tasks SET due_at = date_trunc('year', due_at);
    UPDATE tasks SET title = title WHERE id % 3 = 1"""
"""Twelve tasks, of which many are due at the same moment, and which do not lie by their ids."""


def by_date(task: Task) -> tuple[object, ...]:
    """The order that is asked for."""
    return task.due_at is None, task.due_at or TODAY, task.id


async def wanted(
    reference: Repository, text: str = "", assignees: Collection[str] | None = None
) -> list[Task]:
    """What is to be found, by the workbook's own repository, and sorted here."""
    found = await reference.list_tasks(TaskFilter(title_contains=text), limit=1_000)
    asked = [task for task in found if assignees is None or task.assignee in assignees]
    return sorted(asked, key=by_date)


def same_found(actual: Sequence[Task], expected: list[Task], look: str) -> None:
    """Raise NotYet unless these tasks were found, in whatever order: that is another task."""
    same_tasks(sorted(actual, key=by_date), expected, look)


async def titles(answer: Searching, text: str) -> list[str]:
    """Those that are found, in an order that does not matter."""
    return sorted(task.title for task in await answer.search_tasks(text))


async def add(sql: Sql, *new: str) -> None:
    """Store tasks with these titles."""
    await sql.executemany("INSERT INTO tasks (title) VALUES ($1)", [(title,) for title in new])


async def people(sql: Sql) -> Sequence[str]:
    return [row["assignee"] for row in await sql.fetch(PEOPLE)]


@pytest.mark.shown
@pytest.mark.task(1)
async def test_the_tasks_with_the_text_are_found(
    answers: Answers, budget: Budget, reference: Repository, sample: Sample, chance: Random
) -> None:
    """One statement finds the tasks with the text, upper and lower case alike."""
    text = chance.choice(sample.tasks).new.title[:4].swapcase()
    async with answers() as warming:  # the next call finds its statement prepared
        await warming.search_tasks(text)
    look = "what is sent beside the search"
    async with budget.statements(1, look=look), answers() as answer:
        found = await answer.search_tasks(text)
    expected = await wanted(reference, text)
    same_found(found, expected, look=f"how the text {text!r} is compared with the titles")


@pytest.mark.task(1)
async def test_an_apostrophe_is_an_apostrophe(answer: Searching, sql: Sql, sample: Sample) -> None:
    """A text that looks like SQL is a text like any other."""
    title = "don't panic'; DROP TABLE tasks; --"
    await add(sql, title, "do not panic")
    same(await titles(answer, title), [title], look="how the text comes into the statement")


@pytest.mark.task(1)
async def test_a_percent_sign_is_a_percent_sign(
    answer: Searching, sql: Sql, sample: Sample
) -> None:
    """A percent sign stands for itself, and not for any text."""
    await add(sql, "done: 90 % of it", "done: 90 km of it")
    same(await titles(answer, ": 90 %"), ["done: 90 % of it"], look="what LIKE makes of your text")


@pytest.mark.task(2)
async def test_the_order_is_total(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """Tasks come by due_at, and by id where many are due at the same moment."""
    await sql.execute(TIES)
    found = await answer.search_tasks("")
    same_tasks(found, await wanted(reference), look="what decides between two that are equal")


@pytest.mark.task(3)
async def test_only_tasks_of_these_people_come(
    answer: Searching, reference: Repository, sql: Sql, sample: Sample, chance: Random
) -> None:
    """Of the tasks with the text only those of two colleagues come."""
    two = chance.sample(await people(sql), 2)
    found = await answer.search_tasks("#", two)
    expected = await wanted(reference, "#", two)
    same_found(found, expected, look="which of the conditions must hold")


@pytest.mark.task(3)
async def test_nobody_is_not_everybody(answer: Searching, sql: Sql, sample: Sample) -> None:
    """An empty list finds nothing, not even what belongs to nobody."""
    found = await answer.search_tasks("", [])
    if found:
        raise NotYet("no task", f"{len(found)} tasks", "how an empty list differs from None")


@pytest.mark.task(3)
async def test_three_people_make_the_same_statement_as_one(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """Three names are sent in the same statement as one, with as many parameters."""
    names = await people(sql)
    sent = []
    for number in (1, 3):
        async with answers() as warming:
            await warming.search_tasks("#", names[:number])
        async with budget.recorded(), answers() as answer:
            await answer.search_tasks("#", names[:number])
        [statement, *_] = budget.sent.statements
        sent.append((statement.parameters, statement.text))
    [one, three] = sent
    if one[0] != three[0]:
        actual = f"{three[0]} parameters for three names"
        raise NotYet(f"{one[0]}, as for one name", actual, "what a list is sent as")
    same(three[1], one[1], look="what in the statement depends on the names")
