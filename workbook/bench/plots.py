"""The bench as plots for the book, each an SVG with the table of its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from workbook.bench.measurement import Figure, Measurement, is_way
from workbook.bench.ratio import Ratio
from workbook.book.plots import Axis, Point, Series, line_plot, steps

WIDTH, ROW, TOP, BOTTOM, LEFT, RIGHT = 640, 22, 10, 44, 190, 20
MILLI = 1_000
WHOLE = 100
"""From here on nobody asks for more than whole numbers."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, and its figures as a table of HTML; they stand beside each other.

    Where a table says it all, there is no drawing.
    """

    title: str
    svg: str
    table: str


def spread(one: Measurement) -> Plot:
    """Each way's time for one operation: the median as a dot, the quartiles as a line."""
    figures = {label: figure for label, figure in one.figures.items() if is_way(label)}
    axis = Axis(
        "microseconds",
        decades(
            min(figure.low for figure in figures.values()),
            max(figure.high for figure in figures.values()),
        ),
        logarithmic=True,
    )
    tall = TOP + ROW * len(figures) + BOTTOM
    rows = (_row(number, *pair, axis) for number, pair in enumerate(figures.items()))
    title = f"Time of {one.operation}"
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {tall}" role="img" aria-label="{escape(title)}">'
        f"{''.join((*_grid(axis, tall), *rows))}</svg>"
    )
    names = ("way", "median, µs", "quartiles", "ratio", "interval")
    return Plot(title, svg, table_of(title, names, map(_cells, figures.items())))


def growth(measurements: Sequence[Measurement], operation: str) -> Plot:
    """Each way's time by the number of rows, both in powers of ten."""
    of_operation = [one for one in measurements if one.operation == operation]
    medians = [figure.median for one in of_operation for figure in _ways(one)]
    x = Axis("rows", tuple(one.at for one in of_operation), logarithmic=True)
    y = Axis("microseconds", decades(min(medians), max(medians)), logarithmic=True)
    return _lines(f"Time of {operation} by rows", x, y, of_operation, lambda figure: figure.median)


def by_delay(measurements: Sequence[Measurement], operation: str) -> Plot:
    """Each way's time by the delay of the network."""
    of_operation = [one for one in measurements if one.operation == operation]
    most = max(figure.median for one in of_operation for figure in _ways(one)) / MILLI
    x = Axis("delay of the network, ms", tuple(one.at for one in of_operation))
    y = Axis("milliseconds", steps(most))
    title = f"Time of {operation} by delay"
    return _lines(title, x, y, of_operation, lambda figure: figure.median / MILLI)


def decades(least: float, most: float) -> tuple[float, ...]:
    """The powers of ten that hold both."""
    low, high = floor(log10(least)), ceil(log10(most))
    return tuple(10.0**power for power in range(low, max(high, low + 1) + 1))


def table_of(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML; the first cell of each row is its heading."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in others)
        + "</tr>"
        for first, *others in rows
    )
    return (
        f"<table><caption>{escape(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _ways(one: Measurement) -> Iterator[Figure]:
    return (figure for label, figure in one.figures.items() if is_way(label))


def _lines(
    title: str,
    x: Axis,
    y: Axis,
    measurements: Sequence[Measurement],
    height: Callable[[Figure], float],
) -> Plot:
    labels = [label for label in measurements[0].figures if is_way(label)]

    def points(label: str) -> tuple[Point, ...]:
        return tuple((one.at, height(one.figures[label])) for one in measurements)

    series = [
        Series(label, number, dashed=False, points=points(label))
        for number, label in enumerate(labels, start=1)
    ]
    rows = (
        (label, *(_compared(one.figures[label], height) for one in measurements))
        for label in labels
    )
    names = ("way", *(f"{one.at:,g}" for one in measurements))
    table = table_of(f"{title}: {y.label}, at {x.label}", names, rows)
    return Plot(title, line_plot(title, x, y, series), table)


def _compared(figure: Figure, height: Callable[[Figure], float]) -> str:
    told = f"{height(figure):,.0f}" if height(figure) >= WHOLE else f"{height(figure):.3g}"
    return told if figure.ratio.is_of_itself else f"{told}, {with_interval(figure.ratio)}"


def with_interval(ratio: Ratio) -> str:
    """Such as "2.41 (2.30 to 2.52)"; with ≈ where the interval holds 1."""
    sign = "" if ratio.is_distinguishable else "≈"
    return f"{sign}{ratio.middle:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _grid(axis: Axis, tall: int) -> Iterator[str]:
    for mark in axis.marks:
        at = _across(axis, mark)
        yield (
            f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{tall - BOTTOM}" stroke="var(--line)"/>'
            f'<text class="faint" x="{at}" y="{tall - BOTTOM + 18}"'
            f' text-anchor="middle">{mark:,g}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{tall - 8}" text-anchor="middle">{escape(axis.label)}</text>'


def _row(number: int, label: str, figure: Figure, axis: Axis) -> str:
    low, middle, high = (_across(axis, value) for value in (figure.low, figure.median, figure.high))
    at, ink = TOP + ROW * number + ROW / 2, f"var(--w{number + 1})"
    return (
        f'<text x="{LEFT - 10}" y="{at + 4}" text-anchor="end">{escape(label)}</text>'
        f'<line x1="{low}" x2="{high}" y1="{at}" y2="{at}" stroke="{ink}" stroke-width="3"/>'
        f'<circle cx="{middle}" cy="{at}" r="4" fill="{ink}"/>'
    )


def _across(axis: Axis, value: float) -> float:
    return round(LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT), 1)


def _cells(labelled: tuple[str, Figure]) -> tuple[str, ...]:
    label, figure = labelled
    times = f"{figure.median:,.0f}", f"{figure.low:,.0f} to {figure.high:,.0f}"
    if figure.ratio.is_of_itself:
        return (label, *times, "1", "")
    sign = "" if figure.ratio.is_distinguishable else "≈"
    return (
        label,
        *times,
        f"{sign}{figure.ratio.middle:.2f}",
        f"{figure.ratio.low:.2f} to {figure.ratio.high:.2f}",
    )
