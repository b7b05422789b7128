"""What e02 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import pytest

from exercises.e02_insert_and_give_back.contract import Adding
from shared.domain import NewTask
from shared.protocol import Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, same, same_task
from workbook.sample import TODAY, Sample
from workbook.tables import Sql

GIVEN = "SELECT title, done, project_id, assignee, due_at, external_id FROM tasks WHERE title = $1"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
PLAIN = NewTask("write the minutes")


def full_task(chance: Random, sample: Sample) -> NewTask:
    """A new task in which every field is given."""
    return NewTask(
        f"minutes of meeting {chance.randrange(1_000_000)}",
        done=True,
        project_id=chance.randint(1, len(sample.projects)),
        assignee="ann",
        due_at=TODAY,
        external_id="minutes:1",
    )


async def stored(title: str, sql: Sql, reference: Repository) -> Task:
    """The task with this title as anybody else sees it. Raises NotYet if nobody does."""
    task_id = await sql.fetchval("SELECT max(id) FROM tasks WHERE title = $1", title)
    if task_id is None:
        raise NotYet(
            f"the task {title!r} is stored", "nobody else sees it", "who commits, and when"
        )
    return await reference.get_task(task_id)


@asynccontextmanager
async def another_clock(sql: Sql) -> AsyncIterator[None]:
    """As if Postgres's clock stood still: for the block the default is a day of long ago."""
    await sql.execute(f"ALTER TABLE tasks ALTER created_at SET DEFAULT '{LONG_AGO}'")
    try:
        yield
    finally:
        await sql.execute("ALTER TABLE tasks ALTER created_at SET DEFAULT now()")


@pytest.mark.task(1)
async def test_everybody_sees_what_was_given(
    answers: Answers, sql: Sql, sample: Sample, chance: Random
) -> None:
    """A second connection finds all given values when the method has returned."""
    new = full_task(chance, sample)
    async with answers() as answer:
        await answer.add_task(new)
        row = await sql.fetchrow(GIVEN, new.title)
        given = (new.title, new.done, new.project_id, new.assignee, new.due_at, new.external_id)
        same(tuple(row or ()), given, look="who commits, and which columns are written")


@pytest.mark.task(2)
async def test_the_stored_task_is_given_back(
    answer: Adding, sql: Sql, reference: Repository, sample: Sample, chance: Random
) -> None:
    """What comes back is the row as the workbook's own repository reads it."""
    new = full_task(chance, sample)
    task = await answer.add_task(new)
    same_task(task, await stored(new.title, sql, reference), look="where each field comes from")


@pytest.mark.task(2)
async def test_the_moment_is_by_postgres_s_clock(
    answers: Answers, sql: Sql, reference: Repository
) -> None:
    """The column's default, which is a day of long ago here, is not replaced by a value."""
    async with another_clock(sql):
        async with answers() as answer:
            task = await answer.add_task(PLAIN)
        kept = await stored(PLAIN.title, sql, reference)
        same(kept.created_at, LONG_AGO, look="who says when a task was made")
        same_task(task, kept, look="where each field comes from")


@pytest.mark.shown
@pytest.mark.task(3)
async def test_one_statement_is_sent(answers: Answers, budget: Budget, sample: Sample) -> None:
    """Storing a task, and learning what became of it, is one statement."""
    async with answers() as warming:  # the next call finds its statement prepared
        await warming.add_task(PLAIN)
    look = "which of these statements is needed"
    async with budget.statements(1, look=look), answers() as answer:
        await answer.add_task(PLAIN)
    if not budget.sent.statements:
        raise NotYet("1 statement", "none was sent", "when your library sends what it was given")
