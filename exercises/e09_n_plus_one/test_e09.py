"""What e09 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from exercises.e09_n_plus_one.contract import Listing
from shared.protocol import Project, Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_ids, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

MOST = 2
"""One joined statement, or one for the projects and one for all their tasks."""

ADD_PROJECT = "INSERT INTO projects (name) SELECT 'project ' || count(*) FROM projects"
ADD_TASKS = """
    INSERT INTO tasks (title, project_id)
    SELECT 'task ' || number, max(projects.id) FROM projects, generate_series(1, 3) AS number
    GROUP BY number"""
SHUFFLE = """
    UPDATE projects SET name = name WHERE id % 3 = 1;
    UPDATE tasks SET title = title WHERE id % 2 = 0"""
"""New versions of rows stand behind the others, so that no order comes by chance."""


async def add_projects(sql: Sql, number: int) -> None:
    for _ in range(number):
        await sql.execute(f"{ADD_PROJECT}; {ADD_TASKS}")


async def warm(answers: Answers) -> None:
    """Call once, so that the next call finds its statements and types known to the driver."""
    async with answers() as answer:
        await answer.list_projects()


def same_projects(actual: Sequence[Project], expected: Sequence[Project]) -> None:
    """The projects and their tasks, in order."""
    same_ids(actual, expected, "projects")
    for one, wanted in zip(actual, expected, strict=True):
        look = f"which columns belong to project {wanted.id}, and which to its tasks"
        same(one.name, wanted.name, look)
        same(f"created_at={one.created_at}", f"created_at={wanted.created_at}", look)
        same_tasks(one.tasks, list(wanted.tasks), look=f"the tasks of project {wanted.id}")


@pytest.mark.task(1)
async def test_statements_do_not_grow(answers: Answers, budget: Budget, sql: Sql) -> None:
    """As many statements for ten projects as for one."""
    counts = []
    for number in (1, 9):
        await add_projects(sql, number)
        await warm(answers)
        async with budget.recorded(), answers() as answer:
            await answer.list_projects()
        counts.append(len(budget.sent.statements))
    if counts[1] > counts[0]:
        actual = f"{counts[0]} for one project, {counts[1]} for ten"
        expected = "as many statements for ten projects as for one"
        raise NotYet(expected, actual, "what is sent in a loop")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_the_whole_page_is_two_statements_at_most(
    answers: Answers, budget: Budget, sample: Sample
) -> None:
    """Thirty-two projects with a hundred tasks."""
    await warm(answers)
    async with budget.statements(MOST, look="what is sent in a loop"), answers() as answer:
        await answer.list_projects()


@pytest.mark.task(2)
async def test_every_project_comes_once_with_its_tasks(
    answer: Listing, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The projects as the workbook's own repository reads them, the empty ones among them."""
    await sql.execute(SHUFFLE)
    same_projects(await answer.list_projects(), await reference.list_projects(limit=1_000))
