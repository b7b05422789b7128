"""What e10 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e10_lazy_loading_in_async.contract import Showing
from exercises.e10_lazy_loading_in_async.test_e10 import ASSIGNED, MOST, card_of, same_board
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same
from workbook.sample import Sample
from workbook.tables import Sql

CROWDED = """
    SELECT min(id) FROM tasks WHERE project_id IS NOT NULL
    GROUP BY project_id ORDER BY count(*) DESC, project_id LIMIT 1"""
"""A task of the project that has most."""


@pytest.mark.task(1)
async def test_a_card_after_the_board(answer: Showing, sql: Sql, sample: Sample) -> None:
    """The session has the task already, but without its project."""
    task_id = await sql.fetchval(ASSIGNED)
    _held = await answer.board()
    card = await answer.card(task_id)
    same(card, await card_of(sql, task_id), look="what a session does for a task that it has")


@pytest.mark.task(1)
async def test_a_card_reads_no_other_task(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """However many tasks the project has."""
    task_id = await sql.fetchval(CROWDED)
    async with budget.recorded(), answers() as answer:
        await answer.card(task_id)
    rows = sum(statement.rows for statement in budget.sent.statements)
    if rows > MOST:
        raise NotYet(f"at most {MOST} rows", f"{rows} rows over the wire", "what is loaded")


@pytest.mark.task(2)
async def test_the_board_after_a_card(
    answers: Answers, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The session has a project already, but without its tasks."""
    task_id = await sql.fetchval(ASSIGNED)
    async with answers() as answer:
        await answer.card(task_id)
        projects = await answer.board()
    same_board(projects, await reference.list_projects(limit=1_000))


@pytest.mark.task(2)
async def test_projects_without_any_task(
    answers: Answers, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The board of a team that has done all of its tasks away."""
    await sql.execute("DELETE FROM tasks")
    async with answers() as answer:
        projects = await answer.board()
    same_board(projects, await reference.list_projects(limit=1_000))


@pytest.mark.task(3)
async def test_the_menu_after_the_board(answer: Showing, sql: Sql, sample: Sample) -> None:
    """A project that is renamed meanwhile is on the menu by its new name."""
    _held = await answer.board()
    await sql.execute("UPDATE projects SET name = 'renamed' WHERE id = 3")
    same(
        (await answer.menu())[2], "renamed", look="whether names come from Postgres or from memory"
    )
