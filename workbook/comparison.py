"""Every operation through every way: do they agree, and what does each cost.

For each operation, each way first does it twice with the observer counting. What the calls came to
and what they left in the tables is compared; the second, on a warm connection, is the one whose
statements and round trips are shown. Then the ways are timed, in turn, in several blocks, so that
what slows the machine down for a moment slows all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from workbook.difference import Difference, differences
from workbook.operation import Operation
from workbook.outcome import Outcome, Report, failure, plain
from workbook.participant import Attempt, Participant
from workbook.sample import Sample
from workbook.tables import Left, read_left, restore, restore_next_ids
from workbook.turn import Turn

TRIALS = 2
FEWEST_BLOCKS, MOST_BLOCKS = 3, 5
MOST_CALLS_PER_BLOCK = 5
SECONDS_PER_OPERATION = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way needs for one operation: `sql` is what it sends, `seconds` is a median."""

    sql: tuple[str, ...]
    round_trips: int
    seconds: float

    @property
    def statements(self) -> int:
        """How many are sent."""
        return len(self.sql)


@dataclass(frozen=True, slots=True)
class Finding:
    """One operation through every way, by the way's name; `calls` of each were timed."""

    operation: Operation
    costs: Mapping[str, Cost]
    calls: int
    differences: tuple[Difference, ...]


async def compare(
    operation: Operation, participants: Sequence[Participant], sample: Sample, since: datetime
) -> Finding:
    """Try it, time it, and put the tables back as they were. `since` is when all of this began."""
    attempts = [await _try_out(operation, participant, sample) for participant in participants]
    left = await _put_back(participants)
    times = await _time(operation, participants, sample)
    if any(left):
        await _put_back(participants)
    names = [participant.way.name for participant in participants]
    costs = {
        name: Cost(tried[-1].sql, tried[-1].round_trips, median(seconds))
        for name, tried, seconds in zip(names, attempts, times, strict=True)
    }
    reports = {
        name: Report(tuple(_outcome(attempt, since) for attempt in tried), rows.plain(since))
        for name, tried, rows in zip(names, attempts, left, strict=True)
    }
    return Finding(operation, costs, len(times[0]), tuple(differences(reports, operation.raises)))


async def _try_out(operation: Operation, participant: Participant, sample: Sample) -> list[Attempt]:
    await restore_next_ids(participant.sql)
    return [
        await participant.try_out(operation, operation.work(Turn(sample, number)))
        for number in range(TRIALS)
    ]


async def _put_back(participants: Sequence[Participant]) -> list[Left]:
    """Restore every copy, and tell what was different in it."""

    async def put_back(participant: Participant) -> Left:
        left = await read_left(participant.sql)
        await restore(participant.sql, left)
        return left

    return await asyncio.gather(*map(put_back, participants))


async def _time(
    operation: Operation, participants: Sequence[Participant], sample: Sample
) -> list[list[float]]:
    """Seconds of each call, for each participant; the first, which prepares, is left out."""
    first = [
        await participant.time(operation, operation.work(Turn(sample, TRIALS)))
        for participant in participants
    ]
    affordable = int(SECONDS_PER_OPERATION / sum(first))
    blocks = _within(affordable, FEWEST_BLOCKS, MOST_BLOCKS)
    calls = _within(affordable // blocks, 1, MOST_CALLS_PER_BLOCK)
    times: list[list[float]] = [[] for _ in participants]
    for block in range(blocks):
        start = TRIALS + 1 + block * calls
        turns = [Turn(sample, number) for number in range(start, start + calls)]
        for position in _rotated(len(participants), block):
            participant = participants[position]
            for turn in turns:
                seconds = await participant.time(operation, operation.work(turn))
                times[position].append(seconds)
    return times


def _within(number: int, least: int, most: int) -> int:
    return min(max(number, least), most)


def _rotated(number: int, by: int) -> list[int]:
    """The numbers below `number`, in turn, so that every participant is first in some block."""
    return [(position + by) % number for position in range(number)]


def _outcome(attempt: Attempt, since: datetime) -> Outcome:
    return Outcome(
        plain(attempt.result, since), None if attempt.error is None else failure(attempt.error)
    )
