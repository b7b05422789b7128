"""How much more one thing costs than another, from paired times, with an interval."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEVEL = 0.99
"""Of the intervals: what an A/A run may be called different by chance is one in a hundred."""

RESAMPLES = 2_000
SEED = 4_711


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of the paired ratios, and the bootstrap interval in which it lies."""

    middle: float
    low: float
    high: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether the interval leaves out 1, at which the two cost the same."""
        return not self.low <= 1.0 <= self.high


def paired_ratio(times: Sequence[float], reference: Sequence[float]) -> Ratio:
    """Of times that were measured block by block, side by side.

    The interval is that of the percentile bootstrap (B. Efron, 1979): as many blocks are drawn
    again from the blocks, with repetition, RESAMPLES times; the medians of these draws spread as
    the median itself would if everything were measured again. Raises ValueError if the two were
    not measured in the same blocks.
    """
    ratios = [time / other for time, other in zip(times, reference, strict=True)]
    draw = random.Random(SEED).choices
    medians = sorted(median(draw(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    tail = round(RESAMPLES * (1 - LEVEL) / 2)
    return Ratio(median(ratios), medians[tail], medians[-1 - tail])
