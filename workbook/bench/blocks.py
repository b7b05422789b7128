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


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is timed. `call` gets the number of the call, and awaits what it costs."""

    label: str
    call: Callable[[int], Awaitable[object]]


Times = Mapping[str, Sequence[float]]
"""Seconds of a call, by the subject's label: one figure for each block, in their order."""


async def time_in_blocks(
    subjects: Sequence[Subject],
    *,
    blocks: int,
    calls: int,
    rng: random.Random,
    tick: Callable[[int], object],
) -> Times:
    """Time `calls` calls of each subject in each of `blocks` blocks; `tick` is told each block."""
    for subject in subjects:
        for number in range(WARM_UP):
            await subject.call(number)
    times: dict[str, list[float]] = {subject.label: [] for subject in subjects}
    number = WARM_UP
    for block in range(blocks):
        tick(block)
        for subject in rng.sample(subjects, len(subjects)):
            with _undisturbed():
                start = perf_counter()
                for turn in range(number, number + calls):
                    await subject.call(turn)
                times[subject.label].append((perf_counter() - start) / calls)
        number += calls
    return times


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage is collected meanwhile; what there is, is collected before."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
