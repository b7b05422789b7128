"""The grid of faults as the book shows it: what leaves a way, and what the libraries raised below.

Ways that never differ, in any fault, share a column; it splits by itself once a library changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workbook.book.error import nothing_called
from workbook.faults import store
from workbook.faults.fault import Outcome
from workbook.faults.grid import Grid, Line

UNNOTICED = "nobody notices"


@dataclass(frozen=True, slots=True)
class ShownFault:
    """`outcomes` has the ways that it came to, by what it is; `natives` a chain for each column."""

    name: str
    what: str
    outcomes: Mapping[str, Sequence[str]]
    natives: Sequence[Sequence[str]]

    @property
    def alike(self) -> bool:
        """Whether all ways come to the same."""
        return len(self.outcomes) == 1


@dataclass(frozen=True, slots=True)
class FaultTable:
    """`columns` are ways that are alike; `awaits` is how often a call waits, by operation."""

    columns: Sequence[Sequence[str]]
    rows: Sequence[ShownFault]
    awaits: Mapping[str, Mapping[str, int]]


@cache
def grid() -> Grid:
    """The one that is checked in."""
    return store.read()


def fault_table(told: Grid, names: Sequence[str] = ()) -> FaultTable:
    """These faults, or all of them. Raises BookError."""
    known = {line.name: line for line in told.lines}
    for name in names:
        if name not in known:
            raise nothing_called("fault", name, sorted(known))
    columns = _columns(told.lines)
    lines = [known[name] for name in names or known]
    return FaultTable(columns, [_shown(line, columns) for line in lines], told.awaits)


def _columns(lines: Sequence[Line]) -> list[list[str]]:
    alike: dict[tuple[Outcome, ...], list[str]] = {}
    for label in lines[0].outcomes:
        alike.setdefault(tuple(line.outcomes[label] for line in lines), []).append(label)
    return list(alike.values())


def _shown(line: Line, columns: Sequence[Sequence[str]]) -> ShownFault:
    outcomes: dict[str, list[str]] = {}
    for labels in columns:
        outcomes.setdefault(_in_words(line.outcomes[labels[0]]), []).extend(labels)
    natives = [line.outcomes[labels[0]].native for labels in columns]
    return ShownFault(line.name, line.what, outcomes, natives)


def _in_words(outcome: Outcome) -> str:
    again = ", retryable" if outcome.retryable else ""
    return f"{outcome.error or UNNOTICED}{again}"
