"""What e07 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e07_both_or_neither.contract import Plan, Planning
from workbook.learn.aftermath import Aftermath
from workbook.learn.fixtures import Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

NAMES = "SELECT name FROM projects WHERE name LIKE 'plan %' ORDER BY name"
TOO_LONG = "plan " + 300 * "x"


async def names(sql: Sql) -> list[str]:
    return [row["name"] for row in await sql.fetch(NAMES)]


@pytest.mark.task(1)
async def test_nobody_sees_a_part_of_it(
    answer: Planning, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """While the tasks are being moved the project is not to be seen."""
    async with gate.closed("UPDATE"):
        starting = start(answer.start_project(Plan("plan a", [3])))
        await gate.reached(starting)
        same(await names(sql), [], look="when the project is committed")
    await starting
    same(await names(sql), ["plan a"], look="when the whole is committed")


@pytest.mark.task(2)
async def test_another_plan_can_follow(
    answer: Planning, sql: Sql, aftermath: Aftermath, sample: Sample
) -> None:
    """After an error of Postgres the same object carries out the next plan."""
    await answer.start_project(Plan("plan a", [3]))
    with refused(Exception, look="whether the error reaches the caller"):
        await answer.start_project(Plan("plan a", [4]))
    await answer.start_project(Plan("plan c", [5]))
    same(await names(sql), ["plan a", "plan c"], look="what follows a failed statement")
    await aftermath.is_settled(look="who ends the transaction")


@pytest.mark.task(3)
async def test_any_other_error_ends_all(
    answer: Planning, sql: Sql, aftermath: Aftermath, sample: Sample
) -> None:
    """A name that is too long is no plan that cannot be carried out: nothing is stored."""
    with refused(Exception, look="which errors you catch"):
        await answer.start_projects([Plan("plan a", [3]), Plan(TOO_LONG, [4])])
    same(await names(sql), [], look="how many transactions there are")
    await aftermath.is_settled(look="who ends the transaction")


@pytest.mark.task(3)
async def test_the_plans_are_committed_together(
    answer: Planning, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """While the second plan is carried out the first is not to be seen."""
    async with gate.closed("UPDATE"):
        starting = start(answer.start_projects([Plan("plan a", []), Plan("plan b", [3])]))
        await gate.reached(starting)
        same(await names(sql), [], look="how many transactions there are")
    same(await starting, [], look="which errors make a plan impossible")
    same(await names(sql), ["plan a", "plan b"], look="when the whole is committed")
