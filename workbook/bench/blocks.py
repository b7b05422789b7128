"""Timing several things in turn, so that what slows the machine down slows all of them.

A block times every subject once, some calls each, in an order drawn anew. So the figures of one
block belong together: they were measured within moments of each other.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

WARM_UP = 3
"""Calls of each subject before the first that counts."""

SECONDS_OF_A_SUBJECT = 0.005
"""In one block, if calls are quick enough to repeat: below it the clock and the loop show."""

LONG_BLOCK, FEWEST_LONG_BLOCKS = 1.0, 9
"""Blocks that take longer than so many seconds may be fewer: noise has less of a share in them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is timed. `call` gets the turn's number, and awaits what it costs."""

    label: str
    call: Callable[[int], Awaitable[object]]


Times = Mapping[str, Sequence[float]]
"""Seconds of a call, by the subject's label: one figure for each block, in their order."""

FreshStart = Callable[[], Awaitable[object]]
"""Puts back what calls have changed, so that the turns can begin again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many blocks, how many calls of each subject in a block, and how many turns there are."""

    blocks: int
    calls: int
    turns: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What one call of each of `subjects` takes in all, and what a fresh start takes: seconds."""

    subjects: int
    calls: float
    fresh_start: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How long one comparison may take, in seconds, and within which numbers of blocks."""

    seconds: float
    fewest_blocks: int
    most_blocks: int

    def plan(self, pace: Pace, most_calls: int, turns: int) -> Plan:
        """As many blocks as there is time for, an odd number, of calls that fill some time."""
        affordable = int(SECONDS_OF_A_SUBJECT * pace.subjects / pace.calls)
        calls = min(max(affordable, 1), most_calls)
        block = pace.calls * calls + pace.fresh_start / (turns // calls)
        fewest = self.fewest_blocks if block < LONG_BLOCK else FEWEST_LONG_BLOCKS
        blocks = min(max(int(self.seconds / block), fewest), self.most_blocks)
        return Plan(blocks | 1, calls, turns)


async def warm_up(subjects: Sequence[Subject], turns: int, fresh_start: FreshStart) -> float:
    """Call each some times; seconds of the last call of each, all subjects together."""
    seconds = 0.0
    for number in range(WARM_UP):
        if number % turns == 0:
            await fresh_start()
        start = perf_counter()
        for subject in subjects:
            await subject.call(number % turns)
        seconds = perf_counter() - start
    return seconds


async def time_in_blocks(
    subjects: Sequence[Subject], plan: Plan, rng: random.Random, fresh_start: FreshStart
) -> Times:
    """Time them as planned; `fresh_start` is awaited, untimed, whenever the turns begin again."""
    times: dict[str, list[float]] = {subject.label: [] for subject in subjects}
    with _settled():
        for block in range(plan.blocks):
            position = block % (plan.turns // plan.calls)
            if position == 0:
                await fresh_start()
            turns = range(position * plan.calls, (position + 1) * plan.calls)
            for subject in rng.sample(subjects, len(subjects)):
                times[subject.label].append(await _seconds_of_a_call(subject, turns))
    return times


async def _seconds_of_a_call(subject: Subject, turns: range) -> float:
    with undisturbed():
        start = perf_counter()
        for turn in turns:
            await subject.call(turn)
        return (perf_counter() - start) / len(turns)


@contextmanager
def _settled() -> Iterator[None]:
    """What is there now stays: the collector need not look at it at every block."""
    others = gc.get_freeze_count()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        if not others:  # what others have frozen cannot be told from this
            gc.unfreeze()


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage is collected meanwhile; what there is, is collected before."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
