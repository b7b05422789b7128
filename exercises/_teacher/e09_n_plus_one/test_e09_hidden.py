"""What e09 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e09_n_plus_one.contract import Listing
from exercises.e09_n_plus_one.test_e09 import MOST, add_projects, same_projects, warm
from shared.protocol import Repository
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import same
from workbook.sample import Sample
from workbook.tables import Sql


@pytest.mark.task(1)
async def test_a_hundred_projects_are_two_statements_at_most(
    answers: Answers, budget: Budget, sql: Sql
) -> None:
    """Nor does it go by dozens."""
    await add_projects(sql, 100)
    await warm(answers)
    async with budget.statements(MOST, look="what is sent in a loop"), answers() as answer:
        same(len(await answer.list_projects()), 100, look="how many projects are read")


@pytest.mark.task(2)
async def test_what_others_did_meanwhile_is_seen(
    answer: Listing, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The second answer comes from Postgres as well."""
    _held = await answer.list_projects()
    await sql.execute("UPDATE tasks SET title = 'new' WHERE id % 3 = 0")
    await sql.execute("DELETE FROM tasks WHERE id % 7 = 0")
    same_projects(await answer.list_projects(), await reference.list_projects(limit=1_000))


@pytest.mark.task(2)
async def test_all_is_readable_afterwards(
    answers: Answers, reference: Repository, sample: Sample
) -> None:
    """The tasks are there when the block is over."""
    async with answers() as answer:
        projects = await answer.list_projects()
    same_projects(projects, await reference.list_projects(limit=1_000))


@pytest.mark.task(2)
async def test_empty_projects_alone(answer: Listing, reference: Repository, sql: Sql) -> None:
    """Where nobody has a task yet there are projects nevertheless."""
    await sql.execute("INSERT INTO projects (name) VALUES ('a'), ('b')")
    same_projects(await answer.list_projects(), await reference.list_projects())
