"""What e11 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e11_lost_update.contract import Saving
from exercises.e11_lost_update.test_e11 import QUICKER, saved
from shared.errors import StaleTask
from workbook.learn.aftermath import Aftermath
from workbook.learn.verdict import refused, same
from workbook.sample import Sample
from workbook.tables import Sql


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
