"""Plots as SVG, drawn from data by these few functions; each stands beside its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10
from typing import TypeAlias

from workbook.ledger.entry import Calls

Point: TypeAlias = tuple[float, float]

MOST_TICKS = 14
TICK, GAP, HEIGHT = 5, 3, 12
WIDTH, TALL = 640, 330
LEFT, RIGHT, TOP, BOTTOM = 52, 214, 14, 44
BETWEEN_LABELS = 15


@dataclass(frozen=True, slots=True)
class Series:
    """One line: what it is called, the number of its colour, and whether it is the wrong way."""

    name: str
    colour: int
    dashed: bool
    points: tuple[Point, ...]


def ticks(calls: Calls, most: int) -> str:
    """A mark for each round trip; hollow those that only a first call needs."""
    first, later = calls.first.round_trips, calls.later.round_trips
    if max(first, later) > MOST_TICKS:
        return ""
    width = max(1, min(most, MOST_TICKS)) * (TICK + GAP)
    hollow = _ticks(range(later, first))
    return (
        f'<svg class="ticks" width="{width}" height="{HEIGHT}" aria-hidden="true">'
        f'<path fill="currentColor" d="{_ticks(range(later))}"/>'
        f'<path fill="none" stroke="currentColor" d="{hollow}"/></svg>'
    )


def _ticks(numbers: range) -> str:
    """The path of these marks."""
    across, up = TICK - 1, HEIGHT - 1
    return "".join(f"M{number * (TICK + GAP)}.5 .5h{across}v{up}h-{across}z" for number in numbers)


@dataclass(frozen=True, slots=True)
class Axis:
    """From data to the drawing: a label, the marks on it, and whether it is logarithmic."""

    label: str
    marks: tuple[float, ...]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """How far along the axis a value stands, from 0 to 1."""
        low, high, value = self.marks[0], self.marks[-1], max(value, self.marks[0])
        if self.logarithmic:
            return (log10(value) - log10(low)) / ((log10(high) - log10(low)) or 1)
        return (value - low) / ((high - low) or 1)


def powers(most: float) -> tuple[float, ...]:
    """1, 10, 100 and so on, up to what holds `most`."""
    return tuple(float(10**power) for power in range(max(1, ceil(log10(max(most, 2)))) + 1))


def steps(most: float, number: int = 4) -> tuple[float, ...]:
    """From 0 in round steps, up to what holds `most`."""
    rough = most / number
    size = 10 ** (ceil(log10(rough)) - 1) if rough > 0 else 1.0
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough)
    return tuple(step * at for at in range(number + 1))


def line_plot(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Lines over one another, each with its name at its end."""
    parts = [*_frame(x, y), *_lines(x, y, series), *_names(y, series)]
    return (
        f'<svg viewBox="0 0 {WIDTH} {TALL}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def _across(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _up(share: float) -> float:
    return round(TALL - BOTTOM - share * (TALL - BOTTOM - TOP), 1)


def _frame(x: Axis, y: Axis) -> Iterator[str]:
    for mark in y.marks:
        at = _up(y.share(mark))
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}" stroke="var(--line)"/>'
        yield f'<text class="faint" x="{LEFT - 6}" y="{at + 4}" text-anchor="end">{mark:g}</text>'
    for mark in x.marks:
        at = _across(x.share(mark))
        yield (
            f'<text class="faint" x="{at}" y="{TALL - BOTTOM + 18}"'
            f' text-anchor="middle">{mark:g}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{TALL - 8}" text-anchor="middle">{escape(x.label)}</text>'
    yield (
        f'<text x="12" y="{TALL / 2}" text-anchor="middle"'
        f' transform="rotate(-90 12 {TALL / 2})">{escape(y.label)}</text>'
    )


def _lines(x: Axis, y: Axis, series: Sequence[Series]) -> Iterator[str]:
    for one in series:
        places = [(_across(x.share(a)), _up(y.share(b))) for a, b in one.points]
        dash = ' stroke-dasharray="5 4"' if one.dashed else ""
        path = " ".join(f"{a},{b}" for a, b in places)
        ink = f"var(--w{one.colour})"
        yield f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"{dash}/>'
        dots = "".join(f"M{a},{b}h0" for a, b in places)
        yield f'<path class="dots" d="{dots}" stroke="{ink}"/>'


def _names(y: Axis, series: Sequence[Series]) -> Iterator[str]:
    """From the top down, moved apart where they would lie on one another."""
    wanted = sorted((_up(y.share(one.points[-1][1])), one.name, one.colour) for one in series)
    lowest = TALL - 6 - BETWEEN_LABELS * (len(wanted) - 1)
    at = 0.0
    for number, (height, name, colour) in enumerate(wanted):
        at = max(min(height, lowest + number * BETWEEN_LABELS), at + BETWEEN_LABELS)
        yield (
            f'<text x="{WIDTH - RIGHT + 10}" y="{at + 4}" style="fill:var(--w{colour})">'
            f"{escape(name)}</text>"
        )
