"""What was measured: the raw times, and the figures that are told and checked in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from workbook.bench.blocks import Times
from workbook.bench.ratio import Ratio, paired_ratio

AGAIN = " again"
"""Ends the label of the reference when it takes part a second time: the A/A."""

BARE = "bare "
HELD = "held statement"
"""Begins the label of a way's library without the repository."""

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Raw:
    """One operation through all subjects; `at` is the regime's number, 0 where it has none.

    `times` are seconds of a call; the first label is that of the reference. `calls` of each
    subject were timed in a block.
    """

    operation: str
    at: float
    calls: int
    times: Times


@dataclass(frozen=True, slots=True)
class Figure:
    """One subject: microseconds of a call, and how that compares.

    `low` and `high` are the quartiles of the blocks. `ratio` is to the reference, `over_bare` to
    the bare code of the same way, where there is some.
    """

    median: float
    low: float
    high: float
    ratio: Ratio
    over_bare: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of a `Raw`, by label. `ranking` names the ways from the cheapest on.

    Those in one group follow each other and cannot be told apart from their neighbour.
    """

    operation: str
    at: float
    blocks: int
    figures: Mapping[str, Figure]
    ranking: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """By how many bytes a process grew at most during one call for so many rows, by way."""

    operation: str
    rows: int
    peaks: Mapping[str, int]


def divided(raw: Raw, by: int) -> Raw:
    """The same, where each call was that many."""
    times = {label: [time / by for time in of] for label, of in raw.times.items()}
    return Raw(raw.operation, raw.at, raw.calls, times)


def summarised(raw: Raw) -> Measurement:
    """The figures of the times."""
    return Measurement(
        raw.operation,
        raw.at,
        len(next(iter(raw.times.values()))),
        {label: _figure(label, raw.times) for label in raw.times},
        tuple(_ranking(raw.times)),
    )


def _figure(label: str, times: Times) -> Figure:
    seconds = times[label]
    reference = next(iter(times.values()))
    low, middle, high = (
        round(value * MICRO, 1) for value in quantiles(seconds, n=4, method="inclusive")
    )
    bare = times.get(BARE + label)
    over_bare = None if bare is None else _rounded(paired_ratio(seconds, bare))
    return Figure(middle, low, high, _rounded(paired_ratio(seconds, reference)), over_bare)


def _ranking(times: Times) -> Iterator[tuple[str, ...]]:
    ways = sorted((label for label in times if is_way(label)), key=lambda way: median(times[way]))
    group = ways[:1]
    for before, way in pairwise(ways):
        if paired_ratio(times[way], times[before]).is_distinguishable:
            yield tuple(group)
            group = []
        group.append(way)
    yield tuple(group)


def is_way(label: str) -> bool:
    """Whether it names a way or another set-up, and not the A/A or a floor."""
    return " " not in label


def _rounded(ratio: Ratio) -> Ratio:
    return Ratio(*(round(value, 4) for value in (ratio.middle, ratio.low, ratio.high)))
