"""Timing in blocks: everybody in each block, in any order, and never on used-up rows."""

from __future__ import annotations

import gc
import random

import pytest

from workbook.bench.blocks import Effort, Pace, Plan, Subject, time_in_blocks, warm_up
from workbook.turn import MOST_TURNS

LABELS = ("first", "second", "third")


class Table:
    """Rows that each subject may use once, until they are put back."""

    def __init__(self) -> None:
        self.used: set[tuple[str, int]] = set()
        self.calls: list[str] = []
        self.collected: list[bool] = []

    def subject(self, label: str) -> Subject:
        async def call(turn: int) -> None:
            assert 0 <= turn < MOST_TURNS
            assert (label, turn) not in self.used
            self.used.add((label, turn))
            self.calls.append(label)
            self.collected.append(gc.isenabled())

        return Subject(label, call)

    async def put_back(self) -> None:
        self.used.clear()


@pytest.mark.parametrize("plan", [Plan(5, 32, 32), Plan(9, 8, 32), Plan(35, 1, 32), Plan(5, 1, 1)])
async def test_turns_are_put_back_before_they_are_used_up(plan: Plan) -> None:
    """No subject meets a turn twice, and each is called equally often."""
    table = Table()
    subjects = [table.subject(label) for label in LABELS]
    times = await time_in_blocks(subjects, plan, random.Random(1), table.put_back)
    assert {label: len(of) for label, of in times.items()} == dict.fromkeys(LABELS, plan.blocks)
    assert {table.calls.count(label) for label in LABELS} == {plan.blocks * plan.calls}


async def test_warming_up_puts_back_what_it_has_used() -> None:
    """Also where a call takes all turns there are."""
    table = Table()
    assert await warm_up([table.subject("one")], 1, table.put_back) > 0


async def test_each_block_has_an_order_of_its_own() -> None:
    """In 30 blocks of three each of the six orders comes up, and every block has all three."""
    table = Table()
    subjects = [table.subject(label) for label in LABELS]
    await time_in_blocks(subjects, Plan(31, 1, 32), random.Random(1), table.put_back)
    blocks = [tuple(table.calls[at : at + 3]) for at in range(0, len(table.calls), 3)]
    assert {tuple(sorted(block)) for block in blocks} == {LABELS}
    assert len(set(blocks)) == 6


async def test_no_garbage_is_collected_while_the_clock_runs() -> None:
    """And the collector is back afterwards."""
    table = Table()
    await time_in_blocks([table.subject("one")], Plan(3, 1, 32), random.Random(1), table.put_back)
    assert table.collected == [False] * 3
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("pace", "most_calls", "planned"),
    [
        (Pace(subjects=4, calls=0.0004, fresh_start=0.0), 32, Plan(79, 32, 32)),
        (Pace(subjects=4, calls=0.0004, fresh_start=1.0), 8, Plan(11, 8, 32)),
        (Pace(subjects=4, calls=0.0039, fresh_start=0.0), 8, Plan(51, 5, 32)),
        (Pace(subjects=4, calls=0.9, fresh_start=0.0), 8, Plan(11, 1, 32)),
        (Pace(subjects=4, calls=1.1, fresh_start=0.0), 8, Plan(9, 1, 32)),
        (Pace(subjects=4, calls=0.00001, fresh_start=0.0), 32, Plan(101, 32, 32)),
    ],
    ids=["quick", "slow to put back", "some calls", "slow", "very slow", "very quick"],
)
def test_there_are_as_many_blocks_as_there_is_time_for(
    pace: Pace, most_calls: int, planned: Plan
) -> None:
    """An odd number, within its bounds."""
    assert Effort(1.0, 11, 101).plan(pace, most_calls, 32) == planned
