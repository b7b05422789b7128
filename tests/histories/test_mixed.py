"""Random transactions against each other: whatever the order, nothing forbidden ever appears."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from random import Random

import pytest

from shared.domain import Isolation
from shared.protocol import Database
from tests.contract.obstacles import DEADLINE
from tests.histories.checker import Anomaly, find_anomalies, forbidden
from tests.histories.conftest import Record
from tests.histories.recorder import Recorder
from tests.histories.script import Action, Step, draw
from tests.histories.stage import Stage, play_mixed

HISTORIES = 6
ON_STAGE = 4
"""Transactions of a history that is played step by step."""

WORKERS = 6
EACH = 5
"""Transactions of each worker, one after another, as fast as they will go."""

MIDDLE = (Action.READ, Action.READ, Action.WRITE, Action.WRITE, Action.INSERT, Action.SCAN)
ANYTHING = (*MIDDLE, Action.COUNT, Action.GUARDED_WRITE)
GUARDED = (Action.READ, Action.GUARDED_WRITE, Action.INSERT, Action.SCAN)
EXPECTED = {"Undo", "StaleTask", "SerializationFailure", "Deadlock"}


@pytest.fixture
def seed() -> int:
    """Drawn from the seed of the run, which is in the head of its report."""
    return random.getrandbits(32)


def programs_from(random: Random, numbers: range) -> dict[int, list[Step]]:
    """A transaction for each number."""
    return {number: draw(random, number, ANYTHING) for number in numbers}


@pytest.mark.parametrize("isolation", Isolation)
async def test_step_by_step_in_any_order_nothing_forbidden_appears(
    isolation: Isolation, database: Database, stage: Stage, record: Record, seed: int
) -> None:
    """Four transactions, each step where the seed puts it; the seed plays the same again."""
    ends: Counter[str] = Counter()
    for number in range(seed, seed + HISTORIES):
        random = Random(number)
        recorder = await record(database, isolation)
        await play_mixed(stage, recorder, random, programs_from(random, range(1, ON_STAGE + 1)))
        history = await recorder.history()
        assert forbidden(history, isolation) == [], f"seed {number}: {history}"
        ends.update(["committed"] * len(history.committed()), others=len(history.errors()))
        assert set(history.errors()) <= EXPECTED, f"seed {number}: {history}"
    assert ends["committed"] >= HISTORIES, f"seed {seed}: hardly anything happened: {ends}"


async def work(recorder: Recorder, programs: dict[int, list[Step]]) -> None:
    """One transaction after another, each from begin to end."""
    for number, steps in programs.items():
        async with recorder.transaction(number) as transaction:
            for step in steps:
                await transaction.do(step)


async def play_freely(recorder: Recorder, random: Random) -> None:
    """All workers at once, and nobody says who is next."""
    async with asyncio.timeout(DEADLINE * 2), asyncio.TaskGroup() as group:
        for worker in range(WORKERS):
            numbers = range(worker * EACH + 1, (worker + 1) * EACH + 1)
            group.create_task(work(recorder, programs_from(random, numbers)))


@pytest.mark.parametrize("isolation", Isolation)
async def test_as_fast_as_they_will_go_nothing_forbidden_appears(
    isolation: Isolation, database: Database, record: Record, seed: int
) -> None:
    """Thirty transactions by six workers, in the order that comes of it."""
    recorder = await record(database, isolation)
    await play_freely(recorder, Random(seed))
    history = await recorder.history()
    assert forbidden(history, isolation) == [], f"seed {seed}: {history}"
    assert set(history.errors()) <= EXPECTED, f"seed {seed}: {history}"
    assert len(history.committed()) >= WORKERS, f"seed {seed}: {history}"


async def test_with_expected_versions_no_update_is_lost_at_any_level(
    database: Database, stage: Stage, record: Record, seed: int
) -> None:
    """Optimistic locking does at READ COMMITTED what the stronger levels do by themselves."""
    for number in range(seed, seed + HISTORIES):
        random = Random(number)
        recorder = await record(database, Isolation.READ_COMMITTED)
        programs = {n: draw(random, n, GUARDED) for n in range(1, ON_STAGE + 1)}
        await play_mixed(stage, recorder, random, programs)
        history = await recorder.history()
        found = {finding.anomaly for finding in find_anomalies(history)}
        assert Anomaly.LOST_UPDATE not in found, f"seed {number}: {history}"
