"""What e11 asks for, whichever way it is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from exercises.e11_lost_update.contract import Saving
from shared.errors import StaleTask, TaskNotFound
from shared.protocol import Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers, Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import at_once, refused, same, same_task
from workbook.sample import Sample
from workbook.tables import Sql

SAVED = "SELECT title, version FROM tasks WHERE id = $1"
QUICKER = "UPDATE tasks SET title = 'theirs', version = version + 1 WHERE id = $1"
TRIES = 2
ALWAYS_QUICKER = """
    CREATE FUNCTION too_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER too_late BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION too_late()"""
QUICKER_NO_MORE = "DROP FUNCTION too_late CASCADE"


async def saved(sql: Sql, task_id: int) -> tuple[Any, ...]:
    """Title and version, as anybody else sees them."""
    return tuple(await sql.fetchrow(SAVED, task_id) or ())


@asynccontextmanager
async def somebody_is_always_quicker(sql: Sql) -> AsyncIterator[None]:
    """No UPDATE finds its row, as if the version had just been another."""
    await sql.execute(ALWAYS_QUICKER)
    try:
        yield
    finally:
        await sql.execute(QUICKER_NO_MORE)


@pytest.mark.task(1)
async def test_a_save_raises_the_version(
    answers: Answers, sql: Sql, reference: Repository, sample: Sample
) -> None:
    """Title and version are committed when the method returns, and are what it gives back."""
    _, version = await saved(sql, 7)
    async with answers() as answer:
        task: Task = await answer.save_title(7, "mine", version)
        same(await saved(sql, 7), ("mine", version + 1), look="what a save makes of the version")
    same_task(task, await reference.get_task(7), look="when the task you return was read")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_a_stale_save_is_refused(
    answers: Answers, sql: Sql, budget: Budget, sample: Sample
) -> None:
    """Somebody has saved since the caller read the task; theirs stays."""
    _, version = await saved(sql, 7)
    await sql.execute(QUICKER, 7)
    async with answers() as warming:
        await warming.save_title(8, "warm", sample.tasks[7].version)
    async with budget.recorded(), answers() as answer:
        with refused(StaleTask, look="what is done with expected_version"):
            await answer.save_title(7, "mine", version)
    same(await saved(sql, 7), ("theirs", version + 1), look="what was written all the same")


@pytest.mark.task(1)
async def test_a_missing_task_is_an_error(answer: Saving, sample: Sample) -> None:
    """A task that does not exist is not stale."""
    with refused(TaskNotFound, look="the reasons why an UPDATE finds no row"):
        await answer.save_title(len(sample.tasks) + 1, "mine", 1)


@pytest.mark.task(2)
async def test_a_save_that_comes_second_is_refused(
    answer: Saving, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """Another session has changed the row, and commits while the save waits for it."""
    _, version = await saved(sql, 7)
    async with sql.transaction():
        await sql.execute(QUICKER, 7)
        saving = start(answer.save_title(7, "mine", version))
        await gate.reached(saving)
    with refused(StaleTask, look="what happens between looking and writing"):
        await saving
    same(await saved(sql, 7), ("theirs", version + 1), look="what was written all the same")


@pytest.mark.task(3)
async def test_a_title_is_extended(answer: Saving, sql: Sql, sample: Sample) -> None:
    """While nobody else is there."""
    title, _ = await saved(sql, 7)
    task = await answer.extend_title(7, ", soon")
    same(task.title, f"{title}, soon", look="what is given back")
    same((await saved(sql, 7))[0], f"{title}, soon", look="what the new title is made of")


@pytest.mark.task(3)
async def test_no_extension_is_lost(
    answer: Saving, sql: Sql, sample: Sample, gate: Gate, start: Start
) -> None:
    """Somebody saves another title meanwhile; the text comes behind theirs."""
    _, version = await saved(sql, 7)
    async with sql.transaction():
        await sql.execute(QUICKER, 7)
        extending = start(answer.extend_title(7, ", soon"))
        await gate.reached(extending)
    await extending
    same(await saved(sql, 7), ("theirs, soon", version + 2), look="what is done once more")


@pytest.mark.task(3)
async def test_the_second_refusal_reaches_the_caller(
    answers: Answers, sql: Sql, budget: Budget, sample: Sample
) -> None:
    """Two tries, and no more."""
    look = "how often the unit is repeated"
    async with somebody_is_always_quicker(sql), budget.recorded(), answers() as answer:
        with refused(StaleTask, look="what tells that somebody was quicker"):
            async with at_once(look):
                await answer.extend_title(7, ", soon")
    tries = sum(text.lstrip().startswith("UPDATE") for text in budget.sent.texts)
    same(tries, TRIES, look)
