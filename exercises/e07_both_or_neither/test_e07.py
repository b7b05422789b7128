"""What e07 asks for, whichever way it is written."""

from __future__ import annotations

from typing import Any

import pytest

from exercises.e07_both_or_neither.contract import Plan, Planning
from shared.errors import TaskNotFound
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

NOBODY = 1_000_000
"""The id of no task."""

MOVED = """
    SELECT name, array_remove(array_agg(tasks.id ORDER BY tasks.id), NULL)
    FROM projects LEFT JOIN tasks ON project_id = projects.id
    WHERE name LIKE 'plan %' GROUP BY projects.id ORDER BY projects.id"""
VERSIONS = "SELECT version FROM tasks WHERE id = ANY($1::bigint[]) ORDER BY id"
TASK = "SELECT project_id, version FROM tasks WHERE id = 3"


async def carried_out(sql: Sql) -> list[tuple[Any, ...]]:
    """The plans' projects and the ids of their tasks, as anybody else sees them."""
    return [tuple(row) for row in await sql.fetch(MOVED)]


@pytest.mark.task(1)
async def test_project_and_tasks_are_there(answers: Answers, sql: Sql, sample: Sample) -> None:
    """The project and its tasks are committed when the method returns."""
    async with answers() as answer:
        await answer.start_project(Plan("plan a", [3, 5]))
        same(await carried_out(sql), [("plan a", [3, 5])], look="who commits, and when")


@pytest.mark.task(1)
async def test_the_versions_rise_by_one(answers: Answers, sql: Sql, sample: Sample) -> None:
    """A task that has moved has a version higher by one."""
    before = [row["version"] for row in await sql.fetch(VERSIONS, [3, 5])]
    async with answers() as answer:
        await answer.start_project(Plan("plan a", [3, 5]))
    after = [row["version"] for row in await sql.fetch(VERSIONS, [3, 5])]
    same(after, [version + 1 for version in before], look="which column counts the changes")


@pytest.mark.task(1)
async def test_a_missing_task_leaves_no_project(answer: Planning, sql: Sql, sample: Sample) -> None:
    """With a task that is not there, no project is stored and no other task moves."""
    before = await sql.fetchrow(TASK)
    with refused(TaskNotFound, look="how many rows your statement has found"):
        await answer.start_project(Plan("plan a", [3, NOBODY]))
    same(await carried_out(sql), [], look="what the transaction spans")
    same(await sql.fetchrow(TASK), before, look="which of the writes are undone")


@pytest.mark.task(2)
async def test_nothing_is_left_open(answer: Planning, aftermath: Aftermath, sample: Sample) -> None:
    """No transaction is open after a plan that failed, nor after one carried out."""
    with refused(TaskNotFound, look="whether the error reaches the caller"):
        await answer.start_project(Plan("plan a", [NOBODY]))
    await aftermath.is_settled(look="who ends the transaction when an error leaves it")
    await answer.start_project(Plan("plan b", [3]))
    await aftermath.is_settled(look="who ends the transaction when all went well")


@pytest.mark.shown
@pytest.mark.task(3)
async def test_the_other_plans_go_on(
    answers: Answers, sql: Sql, budget: Budget, sample: Sample
) -> None:
    """The plan with a missing task is undone and named, the others are committed."""
    plans = [Plan("plan a", [3]), Plan("plan b", [4, NOBODY]), Plan("plan c", [5])]
    async with budget.recorded(), answers() as answer:
        impossible = await answer.start_projects(plans)
        same(impossible, ["plan b"], look="which errors make a plan impossible")
        expected = [("plan a", [3]), ("plan c", [5])]
        same(await carried_out(sql), expected, look="what is undone with a plan")


@pytest.mark.task(3)
async def test_a_taken_name_is_no_obstacle_to_others(
    answer: Planning, sql: Sql, sample: Sample
) -> None:
    """A plan whose name is taken is undone and named, the others are committed."""
    plans = [Plan("plan a", [3]), Plan("plan a", [4]), Plan("plan c", [5])]
    impossible = await answer.start_projects(plans)
    same(impossible, ["plan a"], look="what your library raises when a name is taken")
    expected = [("plan a", [3]), ("plan c", [5])]
    same(await carried_out(sql), expected, look="what can be sent after an error")
