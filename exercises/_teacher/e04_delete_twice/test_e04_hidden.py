"""What e04 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e04_delete_twice.contract import Deleting
from exercises.e04_delete_twice.test_e04 import MANY, fill
from shared.errors import ProjectNotFound, TaskNotFound
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql


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


@pytest.mark.task(3)
async def test_the_second_time_is_an_error_for_projects_too(
    answer: Deleting, sample: Sample
) -> None:
    """A project with tasks and one without can each be deleted once."""
    for project_id in (1, len(sample.projects)):
        await answer.delete_project(project_id)
        with refused(ProjectNotFound, look="what tells you how many rows were deleted"):
            await answer.delete_project(project_id)
