"""What e04 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e04_delete_twice.contract import Deleting
from shared.errors import ProjectNotFound, TaskNotFound
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

MANY = 30
"""A number with two digits, of which the last is 0."""

GATHER = "UPDATE tasks SET project_id = $1, done = true WHERE id <= $2"
DISPERSE = "UPDATE tasks SET project_id = NULL WHERE project_id = $1"


async def fill(sql: Sql, project_id: int, number: int) -> None:
    """Give this project so many done tasks, and no others."""
    await sql.execute(DISPERSE, project_id)
    await sql.execute(GATHER, project_id, number)


@pytest.mark.task(1)
async def test_who_comes_second_at_the_same_moment_is_told(
    answers: Answers, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """Somebody else's deletion is under way, and commits while this one waits for it."""

    async def delete() -> None:
        async with answers() as answer:
            await answer.delete_task(7)

    async with sql.transaction():
        await sql.execute("DELETE FROM tasks WHERE id = 7")
        deleting = start(delete())
        await gate.reached(deleting)
    with refused(TaskNotFound, look="what was asked before the row was gone"):
        await deleting


@pytest.mark.task(2)
async def test_many_can_be_deleted(answer: Deleting, sql: Sql, sample: Sample) -> None:
    """A number of two digits is told whole."""
    await fill(sql, 5, MANY)
    same(await answer.delete_done_tasks(5), MANY, look="how the number is found")


@pytest.mark.task(2)
async def test_none_is_a_number(answer: Deleting, sql: Sql, sample: Sample) -> None:
    """A project without done tasks, and one that is not there, are no errors."""
    await fill(sql, 5, 0)
    same(await answer.delete_done_tasks(5), 0, look="what is returned where nothing is deleted")
    nowhere = len(sample.projects) + 1
    same(await answer.delete_done_tasks(nowhere), 0, look="whether the project is looked for")


@pytest.mark.task(2)
async def test_many_are_one_statement(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """As many for thirty tasks as for one."""
    await fill(sql, 5, MANY)
    look = "what is sent for each task"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.delete_done_tasks(5)


@pytest.mark.task(3)
async def test_a_full_project_is_one_statement(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """Its tasks are let go by Postgres itself."""
    await fill(sql, 5, MANY)
    look = "what the foreign key does by itself"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.delete_project(5)


@pytest.mark.task(3)
async def test_the_second_time_is_an_error_for_projects_too(
    answer: Deleting, sample: Sample
) -> None:
    """A project with tasks and one without can each be deleted once."""
    for project_id in (1, len(sample.projects)):
        await answer.delete_project(project_id)
        with refused(ProjectNotFound, look="what tells you how many rows were deleted"):
            await answer.delete_project(project_id)
