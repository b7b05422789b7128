"""What e10 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from exercises.e10_lazy_loading_in_async.contract import Card, Showing
from shared.errors import TaskNotFound
from shared.protocol import Project, Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, in_words, refused, same, same_ids, same_tasks
from workbook.sample import Sample
from workbook.tables import Sql

MOST = 2
"""One joined statement, or one for the rows and one for what belongs to them."""

ASSIGNED = "SELECT min(id) FROM tasks WHERE project_id IS NOT NULL"
CARD = """
    SELECT title, name AS project FROM tasks LEFT JOIN projects ON projects.id = project_id
    WHERE tasks.id = $1"""
NAMES = "SELECT name FROM projects ORDER BY id"
SHUFFLE = """
    UPDATE projects SET name = name WHERE id % 3 = 1;
    UPDATE tasks SET title = title WHERE id % 2 = 0"""
"""New versions of rows stand behind the others, so that no order comes by chance."""


async def card_of(sql: Sql, task_id: int) -> Card:
    """The card as plain SQL reads it."""
    return Card(*await sql.fetchrow(CARD, task_id) or ())


async def names(sql: Sql) -> list[str]:
    return [row["name"] for row in await sql.fetch(NAMES)]


def tasks_of(project: Project) -> Sequence[Task]:
    """The tasks, touched as a template does it."""
    try:
        return list(project.tasks)
    except Exception as error:
        look = "what is loaded when your method returns"
        raise NotYet("the tasks can be read", in_words(error), look) from error


def same_board(actual: Sequence[Project], expected: Sequence[Project]) -> None:
    """The projects and their tasks, in order."""
    same_ids(actual, expected, "projects")
    for one, wanted in zip(actual, expected, strict=True):
        same_tasks(tasks_of(one), list(wanted.tasks), look=f"the tasks of project {wanted.id}")


@pytest.mark.task(1)
async def test_a_card_has_its_project(answer: Showing, sql: Sql, sample: Sample) -> None:
    """Title and project's name, as plain SQL reads them."""
    task_id = await sql.fetchval(ASSIGNED)
    card = await answer.card(task_id)
    same(card, await card_of(sql, task_id), look="what comes with the task")


@pytest.mark.task(1)
async def test_a_card_may_have_no_project(answer: Showing, sql: Sql, sample: Sample) -> None:
    """A task that belongs to no project has a card as well."""
    await sql.execute("UPDATE tasks SET project_id = NULL WHERE id = 7")
    card = await answer.card(7)
    same(card, await card_of(sql, 7), look="what becomes of a task without a project")


@pytest.mark.task(1)
async def test_a_card_is_two_statements_at_most(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """The task, and the project."""
    task_id = await sql.fetchval(ASSIGNED)
    async with answers() as warming:
        await warming.card(task_id)
    look = "what is sent beside the task"
    async with budget.statements(MOST, look=look), answers() as answer:
        await answer.card(task_id)


@pytest.mark.task(1)
async def test_a_missing_task_has_no_card(answer: Showing, sample: Sample) -> None:
    """An id that no task has is told by TaskNotFound."""
    with refused(TaskNotFound, look="what your session gives for no row"):
        await answer.card(len(sample.tasks) + 1)


@pytest.mark.task(2)
async def test_the_board_outlives_its_session(
    answers: Answers, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """Projects and tasks as the workbook's own repository reads them, touched after the block."""
    await sql.execute(SHUFFLE)
    async with answers() as answer:
        projects = await answer.board()
    same_board(projects, await reference.list_projects(limit=1_000))


@pytest.mark.shown
@pytest.mark.task(2)
async def test_the_board_is_two_statements_at_most(
    answers: Answers, budget: Budget, sample: Sample
) -> None:
    """Thirty-two projects with a hundred tasks, and every task is touched."""
    async with answers() as warming:
        await warming.board()
    look = "what is sent in a loop"
    async with budget.statements(MOST, look=look), answers() as answer:
        projects = await answer.board()
        found = sum(len(tasks_of(project)) for project in projects)
        expected = sum(task.new.project_id is not None for task in sample.tasks)
        same(found, expected, look="which tasks come with the projects")


@pytest.mark.task(3)
async def test_the_menu_is_names_alone(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """One statement, and a row for each project; no task is read."""
    await sql.execute(SHUFFLE)
    async with budget.statements(1, look="what comes with a project"), answers() as answer:
        same(await answer.menu(), await names(sql), look="which names, in which order")
    rows = sum(statement.rows for statement in budget.sent.statements)
    expected = len(sample.projects)
    if rows > expected:
        raise NotYet(f"{expected} rows", f"{rows} rows over the wire", "what is joined")
