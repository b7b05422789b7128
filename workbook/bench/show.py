"""The bench on the terminal: the reference in microseconds, the others as ratios to it.

Of three ways to write a ratio the fullest that fits is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TypeAlias

from rich import box
from rich.console import Console
from rich.measure import Measurement as Extent
from rich.table import Table
from rich.text import Text

from workbook.bench.measurement import AGAIN, BARE, HELD, Growth, Measurement, is_way
from workbook.bench.pgbench import Floor
from workbook.bench.ratio import LEVEL, Ratio
from workbook.bench.where_table import tables_of
from workbook.bench.where_time_goes import Split
from workbook.ways import Way

UNLIMITED = 10_000
MEGABYTE = 1_000_000
UNITS = {
    "operations": "",
    "concurrency": "callers",
    "delay": "ms of delay",
    "rows": "rows",
    "engines": "ms of delay",
    "drivers": "callers",
}
"""What `at` is, by regime."""

Wording: TypeAlias = Callable[[Ratio], str]


def with_interval(ratio: Ratio) -> str:
    """Such as "2.03 (1.98-2.10)"; "≈" where it may be the same."""
    return f"{_sign(ratio)}{ratio.middle:.2f} ({ratio.low:.2f}-{ratio.high:.2f})"


def with_width(ratio: Ratio) -> str:
    """Such as "2.03 ±3%": the farther end of the interval."""
    return f"{_sign(ratio)}{ratio.middle:.2f} ±{reach(ratio) * 100:.0f}%"


def alone(ratio: Ratio) -> str:
    """Such as "2.03"."""
    return f"{_sign(ratio)}{ratio.middle:.2f}"


def reach(ratio: Ratio) -> float:
    """How far the interval goes from its middle, as a share of it."""
    return max(ratio.high - ratio.middle, ratio.middle - ratio.low) / ratio.middle


def _sign(ratio: Ratio) -> str:
    return "" if ratio.is_distinguishable else "≈"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a ratio is written, and the room at either side of a column."""

    wording: Wording
    padding: int


LAYOUTS = (
    Layout(with_interval, 1),
    Layout(with_width, 1),
    Layout(with_width, 0),
    Layout(alone, 1),
    Layout(alone, 0),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown of one regime, for those of these ways that are in it, the reference first."""

    regime: str
    measurements: Sequence[Measurement]
    ways: Sequence[Way]

    @property
    def reference(self) -> str:
        """Whose times the others are divided by."""
        return next(iter(self.measurements[0].figures))


def show(told: Told, console: Console) -> None:
    """Print the ratios of each driver's ways, what is under them, and what can be told apart."""
    ways = _taking_part(told)
    if ways:
        _show_ways(told, ways, console)
    else:
        _show_ratios(told, told.regime, _other_set_ups(told), console)
    if told.regime == "delay":
        console.print(*_rankings(told), sep="\n")
    console.print(Text(again(told.measurements, told.reference), style="dim"))


def _show_ways(told: Told, ways: Sequence[Way], console: Console) -> None:
    others = ways[1:]
    for driver in dict.fromkeys(way.driver for way in others or ways):
        labels = [way.label for way in others if way.driver == driver]
        _show_ratios(told, f"{told.regime}, on {driver}", labels, console)
        if any(map(_has_floor, told.measurements)):
            labels = [way.label for way in ways if way.driver == driver]
            title = (
                "what is under it: ways to their library alone, a held statement to the reference"
            )
            _print(title, partial(_floors, told, labels), console)


def _show_ratios(told: Told, what: str, labels: Sequence[str], console: Console) -> None:
    title = f"{what}: times of {told.reference}, and ratios to it"
    _print(title, partial(_ratios, told, labels), console)


def _taking_part(told: Told) -> list[Way]:
    """Not every regime is for both drivers; some are for no way at all."""
    return [way for way in told.ways if way.label in told.measurements[0].figures]


def _other_set_ups(told: Told) -> list[str]:
    return [label for label in told.measurements[0].figures if is_way(label)][1:]


def again(measurements: Sequence[Measurement], reference: str) -> str:
    """What the machine can tell apart: the reference against itself."""
    ratios = [one.figures[reference + AGAIN].ratio for one in measurements]
    told_apart = sum(ratio.is_distinguishable for ratio in ratios)
    reaches = [reach(ratio) * 100 for ratio in ratios]
    return (
        f"A/A: {reference} against itself is told apart in {told_apart} of {len(ratios)}; its"
        f" intervals (at {LEVEL:.3%}) reach {median(reaches):.1f}% in the median, and"
        f" {max(reaches):.1f}% at most. ≈: not distinguishable."
    )


def show_growths(growths: Sequence[Growth], console: Console) -> None:
    """Print by how much each way's process grew."""
    cases = (f"{growth.operation} {growth.rows:,}" for growth in growths)
    table = _table(LAYOUTS[1], "way", *cases)
    for label in growths[0].peaks:
        table.add_row(label, *(f"{growth.peaks[label] / MEGABYTE:.1f}" for growth in growths))
    console.print()
    console.print(Text("memory: MB by which a process grows at most, by rows", style="bold"))
    console.print(table)


def show_splits(splits: Sequence[Split], pgbench: Floor | None, console: Console) -> None:
    """Print where the time goes, operation by operation, and what C needs for one of them."""
    for table in tables_of(splits):
        console.print()
        console.print(table)
    if pgbench is not None:
        amount = pgbench.because or f"{pgbench.microseconds:,.0f} µs"
        console.print(Text(f"get_task by pgbench, on one connection: {amount}", style="dim"))


def _print(title: str, table: Callable[[Layout], Table], console: Console) -> None:
    """In the fullest wording that fits."""
    unlimited = console.options.update(max_width=UNLIMITED)
    tables = [table(layout) for layout in LAYOUTS]
    fitting = (
        one for one in tables if Extent.get(console, unlimited, one).maximum <= console.width
    )
    console.print()
    console.print(Text(title, style="bold"))
    console.print(next(fitting, tables[-1]))


def _ratios(told: Told, labels: Sequence[str], layout: Layout) -> Table:
    reference = told.reference
    table = _table(layout, *_names(told), _unit(told, reference), *labels, reference + AGAIN)
    for one in told.measurements:
        ratios = (
            layout.wording(one.figures[label].ratio) for label in (*labels, reference + AGAIN)
        )
        table.add_row(*_case(told, one), _amount(told, one.figures[reference].median), *ratios)
    return table


def _floors(told: Told, labels: Sequence[str], layout: Layout) -> Table:
    table = _table(layout, *_names(told), *labels, HELD)
    for one in told.measurements:
        if _has_floor(one):
            over = (one.figures[label].over_bare for label in labels)
            held = one.figures[HELD].ratio if HELD in one.figures else None
            cells = ("" if ratio is None else layout.wording(ratio) for ratio in (*over, held))
            table.add_row(*_case(told, one), *cells)
    return table


def _rankings(told: Told) -> Iterator[Text]:
    """Line by line, from the quickest on; = where a way cannot be told from the one before."""
    for one in told.measurements:
        case = " at ".join(_case(told, one))
        ranking = " < ".join(" = ".join(group) for group in one.ranking)
        yield Text.assemble((f"{case} {UNITS[told.regime]}: ", "bold"), ranking)


def _has_floor(one: Measurement) -> bool:
    return any(label == HELD or label.startswith(BARE) for label in one.figures)


def _names(told: Told) -> Iterator[str]:
    yield "operation"
    if UNITS[told.regime]:
        yield UNITS[told.regime]


def _case(told: Told, one: Measurement) -> Iterator[str]:
    yield one.operation
    if UNITS[told.regime]:
        yield f"{one.at:,g}"


def _unit(told: Told, label: str) -> str:
    return f"{label} {'calls/s' if told.regime == 'concurrency' else 'µs'}"


def _amount(told: Told, microseconds: float) -> str:
    per_second = told.regime == "concurrency"
    return f"{1_000_000 / microseconds if per_second else microseconds:,.0f}"


def _table(layout: Layout, first: str, *others: str) -> Table:
    """Names are broken at their underscores, for the columns are narrow."""
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, padding=(0, layout.padding))
    table.add_column(first, no_wrap=True, vertical="bottom")
    for other in others:
        table.add_column(_folded(other), no_wrap=True, justify="right")
    return table


def _folded(name: str) -> str:
    return name.replace("_", "_\n").replace(" ", "\n").replace("-", "\n-")
