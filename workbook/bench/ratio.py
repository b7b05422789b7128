"""How much more one thing costs than another, from paired times, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

LEVEL = 0.999_99
"""Of the intervals. A percentile interval of few blocks is a little narrow: what is the same is
called different once in 250 times for 9 blocks, once in 4,500 at most for 21 and more."""


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

    @property
    def is_of_itself(self) -> bool:
        """Whether this is the reference, divided by its own times."""
        return self.low == self.high == 1.0


def paired_ratio(times: Sequence[float], reference: Sequence[float]) -> Ratio:
    """Of times that were measured block by block, side by side.

    The interval is that of the percentile bootstrap (B. Efron, 1979): if as many blocks were drawn
    from the blocks, with repetition, again and again, the medians of these draws would spread as
    the median itself does when everything is measured again. For a median that spread is known
    exactly, so nothing is drawn. Raises ValueError unless both were measured in the same, odd
    number of blocks.
    """
    ratios = sorted(time / other for time, other in zip(times, reference, strict=True))
    if len(ratios) % 2 == 0:
        raise ValueError(f"{len(ratios)} blocks have no block in their middle")
    beyond = _blocks_beyond(len(ratios))
    return Ratio(median(ratios), ratios[beyond], ratios[-1 - beyond])


def _blocks_beyond(blocks: int) -> int:
    """How many of the sorted ratios lie outside of the interval, at either end."""
    tail = (1 - LEVEL) / 2
    within = (rank for rank in range(blocks) if _median_is_among(rank + 1, blocks) > tail)
    return next(within)


def _median_is_among(lowest: int, blocks: int) -> float:
    """How likely the median of a draw is one of the `lowest` ratios: most of the draw is."""
    share = lowest / blocks
    return sum(
        comb(blocks, drawn) * share**drawn * (1 - share) ** (blocks - drawn)
        for drawn in range(blocks // 2 + 1, blocks + 1)
    )
