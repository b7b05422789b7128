"""What e11 is graded by, beyond what learners see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from exercises.e11_lost_update.contract import Saving
from exercises.e11_lost_update.test_e11 import QUICKER, saved
from shared.errors import StaleTask
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql

TRIES = 2
ALWAYS_QUICKER = """
    CREATE FUNCTION too_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER too_late BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION too_late()"""
QUICKER_NO_MORE = "DROP FUNCTION too_late CASCADE"


@asynccontextmanager
async def somebody_is_always_quicker(sql: Sql) -> AsyncIterator[None]:
    """No UPDATE finds its row, as if the version had just been another."""
    await sql.execute(ALWAYS_QUICKER)
    try:
        yield
    finally:
        await sql.execute(QUICKER_NO_MORE)


@pytest.mark.task(1)
async def test_what_others_have_saved_can_be_saved_again(
    answer: Saving, sql: Sql, sample: Sample
) -> None:
    """The same object sees the version that somebody else has made, and goes on from there."""
    _, version = await saved(sql, 7)
    _held = await answer.save_title(7, "mine", version)  # a session remembers what is held
    await sql.execute(QUICKER, 7)
    await answer.save_title(7, "mine again", version + 2)
    look = "where the version comes from that you compare with"
    same(await saved(sql, 7), ("mine again", version + 3), look=look)


@pytest.mark.task(2)
async def test_another_save_can_follow(
    answer: Saving, sql: Sql, aftermath: Aftermath, sample: Sample
) -> None:
    """A refusal leaves nothing open, and the same object can save again."""
    _, version = await saved(sql, 7)
    with refused(StaleTask, look="what is done with expected_version"):
        await answer.save_title(7, "mine", version + 1)
    await aftermath.is_settled(look="who ends the transaction when a save is refused")
    await answer.save_title(7, "mine", version)
    await aftermath.is_settled(look="who ends the transaction when all went well")
    same(await saved(sql, 7), ("mine", version + 1), look="what follows a refusal")


@pytest.mark.task(3)
async def test_the_second_refusal_reaches_the_caller(
    answers: Answers, sql: Sql, budget: Budget, sample: Sample
) -> None:
    """Two tries, and no more."""
    async with somebody_is_always_quicker(sql), budget.recorded(), answers() as answer:
        with refused(StaleTask, look="what tells that somebody was quicker"):
            await answer.extend_title(7, ", soon")
    tries = sum(text.lstrip().startswith("UPDATE") for text in budget.sent.texts)
    same(tries, TRIES, look="how often the unit is repeated")
