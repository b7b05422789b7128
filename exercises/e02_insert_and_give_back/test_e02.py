"""What e02 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import UTC, datetime
from random import Random

import pytest

from exercises.e02_insert_and_give_back.contract import Adding
from shared.domain import NewTask
from shared.protocol import Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, in_words, refused, same, same_task
from workbook.sample import TODAY, Sample
from workbook.tables import Sql

GIVEN = tuple(field.name for field in fields(NewTask))
AFTER_AN_ERROR = "what ends the transaction after an error"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
PLAIN = NewTask("write the minutes")
NOWHERE = NewTask("lost", project_id=1_000_000)
"""A task in a project that is not there."""


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
    answers: Answers, sql: Sql, reference: Repository, sample: Sample, chance: Random
) -> None:
    """A second connection finds all given values when the method has returned."""
    new = full_task(chance, sample)
    async with answers() as answer:
        await answer.add_task(new)
        kept = await stored(new.title, sql, reference)
        wrong = [name for name in GIVEN if getattr(kept, name) != getattr(new, name)]
        expected = {name: getattr(new, name) for name in wrong}
        actual = {name: getattr(kept, name) for name in wrong}
        same(actual, expected, look="which columns are written")


@pytest.mark.task(1)
async def test_a_refused_task_is_no_obstacle_to_the_next(answer: Adding, sql: Sql) -> None:
    """After an error of Postgres the same object stores another task."""
    with refused(Exception, look="whether the error reaches the caller"):
        await answer.add_task(NOWHERE)
    try:
        await answer.add_task(PLAIN)
    except Exception as error:
        raise NotYet("the next task is stored", in_words(error), AFTER_AN_ERROR) from error
    titles = [row["title"] for row in await sql.fetch("SELECT title FROM tasks ORDER BY id")]
    same(titles, [PLAIN.title], look=AFTER_AN_ERROR)


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
