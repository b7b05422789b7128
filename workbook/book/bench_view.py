"""The bench in a chapter: its plots with their tables, and figures for the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from workbook.bench import record
from workbook.bench.everything import TAKING_TURNS
from workbook.bench.measurement import AGAIN, BARE, Figure, Measurement, is_way
from workbook.bench.parts import PARTS
from workbook.bench.plots import Plot, by_delay, growth, spread, table_of, with_interval
from workbook.bench.ratio import Ratio
from workbook.bench.where_time_goes import Split
from workbook.book.error import BookError, nothing_called

REGIMES = {
    "spread": "operations",
    "rows": "rows",
    "delay": "delay",
    "concurrency": "concurrency",
    "memory": "memory",
    "where": "where",
    "drivers": "operations",
    "engines": "engines",
    "bare": "drivers",
    "floors": "operations",
}
"""By the word that asks for a kind of plot: where its figures are recorded."""

ON_PSYCOPG = "-psycopg"
MEGABYTE = 1_000_000
CALLS_IN_A_SECOND = 1_000_000
"""Divided by the microseconds of one."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the bench has recorded, for these ways, by their labels."""

    labels: Sequence[str]

    def show(self, kind: str, name: str) -> Plot:
        """One of REGIMES for an operation. Raises BookError."""
        shows: Mapping[str, Callable[[str], Plot]] = {
            "spread": lambda name: spread(self._all("operations", name)[0]),
            "rows": lambda name: growth(self._all("rows", name), name),
            "delay": lambda name: by_delay(self._all("delay", name), name),
            "concurrency": self._concurrency,
            "memory": self._memory,
            "where": self._where,
            "drivers": _drivers,
            "engines": lambda name: by_delay(_of("engines", name), name),
            "bare": _bare_drivers,
            "floors": self._floors,
        }
        if kind not in shows:
            raise nothing_called("kind of plot", kind, sorted(shows))
        return shows[kind](name)

    def _all(self, regime: str, name: str) -> list[Measurement]:
        return [replace(one, figures=self._of_ways(one.figures)) for one in _of(regime, name)]

    def _of_ways(self, figures: Mapping[str, Figure]) -> dict[str, Figure]:
        return {label: figures[label] for label in self.labels if label in figures}

    def _concurrency(self, name: str) -> Plot:
        measurements = self._all("concurrency", name)
        rows = [
            (label, *(_calls_a_second(one.figures[label]) for one in measurements))
            for label in measurements[0].figures
        ]
        heads = ("calls a second", *(f"{one.at:g} at a time" for one in measurements))
        return _table(f"{name} by callers, over a pool of 10", heads, rows)

    def _memory(self, name: str) -> Plot:
        growths = {one.operation: one for one in recorded("memory").growths}
        if name not in growths:
            raise nothing_called("operation in memory", name, sorted(growths))
        one = growths[name]
        rows = [
            (label, f"{one.peaks[label] / MEGABYTE:,.1f} MB")
            for label in (*self.labels, *(label for label in one.peaks if label.endswith(AGAIN)))
            if label in one.peaks
        ]
        title = f"By how much the process grows during {name} of {one.rows:,} rows"
        return _table(title, ("way", "at most"), rows)

    def _where(self, name: str) -> Plot:
        splits = [one for one in recorded("where").splits if one.operation == name]
        if not splits:
            known = {one.operation for one in recorded("where").splits}
            raise nothing_called("operation in where", name, sorted(known))
        shown = {_label(one): one for one in splits if _label(one) in self.labels}
        rows = [
            (f"{part}: {about}", *(_share(one, one.parts[part]) for one in shown.values()))
            for part, about in PARTS.items()
        ]
        rows.append(("all of it", *(f"{one.total:,.0f}" for one in shown.values())))
        if all(one.held is not None for one in shown.values()):
            held = "with a transaction in hand already"
            rows.append((held, *(_share(one, one.held or 0.0) for one in shown.values())))
        return _table(f"Microseconds of {name}", ("part", *shown), rows)

    def _floors(self, name: str) -> Plot:
        """The libraries by themselves, and what the repositories take in their stead."""
        [near] = _of("operations", name)
        if any(BARE + label not in near.figures for label in self.labels):
            raise BookError(f"the bench has no floor of {name} for each way")
        far = [one for one in _of("delay", name) if one.at]
        rows = [
            (
                label,
                _time(near.figures[BARE + label]),
                *(with_interval(over) for over in _over_bare(label, (near, *far))),
            )
            for label in self.labels
        ]
        heads = (
            "way",
            "its library alone",
            "our repository",
            *(f"{one.at:g} ms away" for one in far),
        )
        return _table(f"{name}, without our repository and with it", heads, rows)


@cache
def recorded(regime: str) -> record.Recording:
    """What is checked in. Raises BookError."""
    try:
        return record.read(regime)
    except record.BadRecording as error:
        raise BookError(str(error)) from error


def _of(regime: str, name: str) -> list[Measurement]:
    """All that was measured of this operation. Raises BookError."""
    found = [one for one in recorded(regime).measurements if one.operation == name]
    if not found:
        known = {one.operation for one in recorded(regime).measurements}
        raise nothing_called(f"operation in {regime}", name, sorted(known))
    return found


def measured_on(regime: str) -> str:
    """The machine and the versions, in one line."""
    on = recorded(regime).fingerprint
    versions = ", ".join(f"{name} {number}" for name, number in on.libraries.items())
    settings = ", ".join(f"{name} {value}" for name, value in on.settings.items())
    where = f"one of {on.cores} cores" if _took_turns(regime) else f"{on.cores} cores"
    return (
        f"Measured on {on.at[:10]}, {on.machine}, {where}, {on.python}, "
        f"PostgreSQL {on.postgres} ({settings}), {versions}."
    )


def _took_turns(regime: str) -> bool:
    return regime in TAKING_TURNS and recorded(regime).fingerprint.shared_processor


def figure_of(name: str, label: str) -> Figure:
    """Of an operation through a way. Raises KeyError."""
    by_name = {one.operation: one for one in recorded("operations").measurements}
    return by_name[name].figures[label]


def _drivers(name: str) -> Plot:
    """The ways that speak through either driver: both were timed in the same blocks."""
    figures = _of("operations", name)[0].figures
    pairs = [(way, figures[way], figures[way + ON_PSYCOPG]) for way in _ways_of_both(figures)]
    rows = [(way, *map(_compared, (asyncpg, psycopg))) for way, asyncpg, psycopg in pairs]
    return _table(f"{name} on either driver", ("way", "on asyncpg", "on psycopg"), rows)


def _bare_drivers(name: str) -> Plot:
    """The drivers without anything above them, by how many calls there are at a time."""
    measurements = _of("drivers", name)
    rows = [
        (label, *(_compared(one.figures[label]) for one in measurements))
        for label in measurements[0].figures
        if is_way(label)
    ]
    heads = ("driver", *(f"{one.at:g} at a time" for one in measurements))
    return _table(f"{name} by the drivers alone", heads, rows)


def _ways_of_both(figures: Mapping[str, Figure]) -> list[str]:
    return [label for label in figures if label + ON_PSYCOPG in figures]


def _over_bare(label: str, measurements: Sequence[Measurement]) -> list[Ratio]:
    """What the way's repository takes, of its library's own time, in each of them."""
    found = (one.figures[label].over_bare for one in measurements)
    return [ratio for ratio in found if ratio is not None]


def _compared(figure: Figure) -> str:
    ratio = figure.ratio
    return _time(figure) if ratio.is_of_itself else f"{_time(figure)}, {with_interval(ratio)}"


def _time(figure: Figure) -> str:
    return f"{figure.median:,.0f} µs"


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Plot:
    return Plot(title, "", table_of(title, heads, rows))


def _calls_a_second(figure: Figure) -> str:
    calls = f"{CALLS_IN_A_SECOND / figure.median:,.0f}"
    if figure.ratio.is_of_itself:
        return calls
    sign = "" if figure.ratio.is_distinguishable else "≈"
    return f"{calls} ({sign}{figure.ratio.middle:.2f} of the time)"


def _label(split: Split) -> str:
    return split.way if split.driver == "asyncpg" else f"{split.way}-{split.driver}"


def _share(split: Split, microseconds: float) -> str:
    return f"{microseconds:,.0f} ({microseconds / split.total:.0%})"
