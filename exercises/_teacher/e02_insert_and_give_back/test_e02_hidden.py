"""What e02 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e02_insert_and_give_back.contract import Adding
from exercises.e02_insert_and_give_back.test_e02 import NOWHERE, PLAIN, stored
from shared.protocol import Repository
from workbook.learn.aftermath import Aftermath
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import refused, same, same_task
from workbook.sample import Sample
from workbook.tables import Sql


@pytest.mark.task(1)
async def test_nothing_is_left_open(answer: Adding, aftermath: Aftermath) -> None:
    """Neither after a task that was stored nor after one that Postgres has refused."""
    await answer.add_task(PLAIN)
    await aftermath.is_settled(look="what ends the transaction when all went well")
    with refused(Exception, look="whether the error reaches the caller"):
        await answer.add_task(NOWHERE)
    await aftermath.is_settled(look="what ends the transaction after an error")


@pytest.mark.task(2)
async def test_an_id_is_never_given_again(answer: Adding, sql: Sql, sample: Sample) -> None:
    """The id of a task that was deleted does not come back."""
    last = await sql.fetchval(
        "DELETE FROM tasks WHERE id = (SELECT max(id) FROM tasks) RETURNING id"
    )
    task = await answer.add_task(PLAIN)
    same(task.id, last + 1, look="who counts the ids")


@pytest.mark.task(2)
async def test_what_was_stored_stays_readable(
    answers: Answers, sql: Sql, reference: Repository
) -> None:
    """The task can be used when the block is over."""
    async with answers() as answer:
        task = await answer.add_task(PLAIN)
    kept = await stored(PLAIN.title, sql, reference)
    same_task(task, kept, look="what the object needs to be read")


@pytest.mark.task(3)
async def test_the_task_of_another_is_not_taken_for_it(
    answer: Adding, sql: Sql, reference: Repository, gate: Gate, start: Start
) -> None:
    """Somebody else stores a task right behind the insert."""
    async with gate.closed("INSERT"):
        adding = start(answer.add_task(PLAIN))
        await gate.reached(adding)
        await sql.execute("INSERT INTO tasks (title) VALUES ('of another')")
    task = await adding
    same_task(task, await stored(PLAIN.title, sql, reference), look="how you find what you stored")
