"""A trap as the book shows it: both codes, what each took, and how that grows."""

from __future__ import annotations

from dataclasses import dataclass

from workbook.book.pane import Code, whole
from workbook.book.plots import Axis, Point, Series, line_plot, powers, steps
from workbook.book.trap import KINDS, Took, Trap, took

DELAYS = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Milliseconds from a statement to its answer, on top of what was measured without a network."""


@dataclass(frozen=True, slots=True)
class Half:
    """The wrong or the right code in one way."""

    kind: str
    way: str
    code: Code
    took: Took

    @property
    def name(self) -> str:
        """For a plot or a table."""
        return f"{self.kind} {self.way}"

    def at(self, delay: float) -> float:
        """Milliseconds with a network as slow as that: computed, not measured."""
        return round(self.took.milliseconds + self.took.last.round_trips * delay, 1)


@dataclass(frozen=True, slots=True)
class TrapView:
    """A trap with its halves, by way, wrong before right."""

    trap: Trap
    pairs: tuple[tuple[Half, Half], ...]

    @property
    def halves(self) -> list[Half]:
        """All wrong ones, then all right ones."""
        return [pair[number] for number in range(len(KINDS)) for pair in self.pairs]

    @property
    def grows(self) -> bool:
        """Whether it takes more round trips for more rows, right or wrong."""
        return any(len({run.round_trips for run in half.took.runs}) > 1 for half in self.halves)

    @property
    def growth(self) -> str:
        """Round trips by rows."""
        most = max(run.round_trips for half in self.halves for run in half.took.runs)
        series = [
            self._series(
                number,
                half,
                tuple((float(run.size), float(run.round_trips)) for run in half.took.runs),
            )
            for number, half in enumerate(self.halves)
        ]
        x = Axis("rows asked for", tuple(float(size) for size in self.trap.sizes), logarithmic=True)
        y = Axis("round trips", powers(most), logarithmic=True)
        return line_plot(f"Round trips by rows: {self.trap.title}", x, y, series)

    @property
    def delay(self) -> str:
        """Time by the network's delay."""
        series = [
            self._series(number, half, tuple((delay, half.at(delay)) for delay in DELAYS))
            for number, half in enumerate(self.halves)
        ]
        most = max(half.at(DELAYS[-1]) for half in self.halves)
        x, y = Axis("delay of the network, ms", DELAYS), Axis("milliseconds", steps(most))
        return line_plot(f"Time by delay: {self.trap.title}", x, y, series)

    def _series(self, number: int, half: Half, points: tuple[Point, ...]) -> Series:
        return Series(half.name, number % len(self.pairs) + 1, half.kind == "wrong", points)

    @property
    def delays(self) -> tuple[float, ...]:
        """Those of the plot and its table."""
        return DELAYS


def view_of(trap: Trap) -> TrapView:
    """All there is to show. Raises BadTrap."""

    def half(kind: str, way: str) -> Half:
        function = f"{kind}_{way}"
        return Half(kind, way, whole(trap.source(function)), took(trap.name, function))

    return TrapView(trap, tuple((half("wrong", way), half("right", way)) for way in trap.ways))
