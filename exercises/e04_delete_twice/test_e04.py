"""What e04 asks for, whichever way it is written."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from exercises.e04_delete_twice.contract import Deleting
from shared.errors import ProjectNotFound, TaskNotFound
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

IDS = "SELECT id FROM tasks ORDER BY id"
DONE = "SELECT id FROM tasks WHERE project_id = $1 AND done ORDER BY id"
OF_PROJECT = "SELECT * FROM tasks WHERE project_id = $1 ORDER BY id"
WITH_IDS = "SELECT * FROM tasks WHERE id = ANY ($1::bigint[]) ORDER BY id"
BUSIEST = """
    SELECT project_id FROM tasks WHERE done
    GROUP BY project_id ORDER BY count(project_id) DESC, project_id LIMIT 1"""
"""The project with most done tasks; `count(project_id)` leaves out those without a project."""


MANY = 30
"""A number with two digits, of which the last is 0."""

GATHER = "UPDATE tasks SET project_id = $1, done = true WHERE id <= $2"
DISPERSE = "UPDATE tasks SET project_id = NULL WHERE project_id = $1"


async def fill(sql: Sql, project_id: int, number: int) -> None:
    """Give this project so many done tasks, and no others."""
    await sql.execute(DISPERSE, project_id)
    await sql.execute(GATHER, project_id, number)


async def ids(sql: Sql) -> list[int]:
    """The tasks that are there."""
    return [row["id"] for row in await sql.fetch(IDS)]


async def gone(sql: Sql, before: list[int]) -> list[int]:
    """Which of these tasks are not there any more."""
    left = set(await ids(sql))
    return [task_id for task_id in before if task_id not in left]


async def rows(sql: Sql, query: str, argument: object) -> list[dict[str, Any]]:
    return [dict(row) for row in await sql.fetch(query, argument)]


@pytest.mark.task(1)
async def test_the_task_is_gone(answers: Answers, sql: Sql, sample: Sample, chance: Random) -> None:
    """That one is not there any more, and all others are."""
    task_id = chance.randint(1, len(sample.tasks))
    before = await ids(sql)
    async with answers() as answer:
        await answer.delete_task(task_id)
    look = "which rows your statement is about"
    same({"gone": await gone(sql, before)}, {"gone": [task_id]}, look)


@pytest.mark.task(1)
async def test_the_second_time_is_an_error(answer: Deleting, sample: Sample) -> None:
    """What is gone cannot be deleted again."""
    await answer.delete_task(7)
    with refused(TaskNotFound, look="what tells you how many rows were deleted"):
        await answer.delete_task(7)


@pytest.mark.shown
@pytest.mark.task(1)
async def test_one_statement_is_sent(answers: Answers, budget: Budget, sample: Sample) -> None:
    """Deleting a task, and learning whether there was one, is one statement."""
    async with answers() as warming:  # the next call finds its statement prepared
        await warming.delete_task(1)
    look = "what you ask for before you delete, or after"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.delete_task(2)


@pytest.mark.task(2)
async def test_done_tasks_go_and_are_counted(answers: Answers, sql: Sql, sample: Sample) -> None:
    """Those of one project, and no task that is open or belongs elsewhere."""
    project_id = await sql.fetchval(BUSIEST)
    before = await ids(sql)
    done = [row["id"] for row in await sql.fetch(DONE, project_id)]
    async with answers() as answer:
        count = await answer.delete_done_tasks(project_id)
    same({"gone": await gone(sql, before)}, {"gone": done}, "which rows your statement is about")
    look = "what Postgres says of a statement that gives no rows, and what you return"
    same({"returned": count}, {"returned": len(done)}, look)


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
async def test_the_tasks_of_the_project_stay(answers: Answers, sql: Sql, sample: Sample) -> None:
    """They belong to no project, and nothing else of them has changed."""
    project_id = await sql.fetchval(BUSIEST)
    before = await rows(sql, OF_PROJECT, project_id)
    async with answers() as answer:
        await answer.delete_project(project_id)
    found = await sql.fetchval("SELECT count(*) FROM projects WHERE id = $1", project_id)
    same(found, 0, look="whether the project is deleted")
    task_ids = [row["id"] for row in before]
    after = await rows(sql, WITH_IDS, task_ids)
    same([row["id"] for row in after], task_ids, look="what becomes of the project's tasks")
    for row, old in zip(after, before, strict=True):
        expected = {**old, "project_id": None}
        wrong = [column for column in row if row[column] != expected[column]]
        actual = {column: row[column] for column in wrong}
        look = "which columns of the tasks change"
        same(actual, {column: expected[column] for column in wrong}, look)


@pytest.mark.task(3)
async def test_a_full_project_is_one_statement(
    answers: Answers, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """Its tasks are let go by Postgres itself."""
    await fill(sql, 5, MANY)
    look = "what you ask for before you delete, and what the foreign key does by itself"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.delete_project(5)


@pytest.mark.task(3)
async def test_a_missing_project_is_an_error(answer: Deleting, sample: Sample) -> None:
    """There is nothing to delete, and the caller is told."""
    with refused(ProjectNotFound, look="what tells you how many rows were deleted"):
        await answer.delete_project(len(sample.projects) + 1)
