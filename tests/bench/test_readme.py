"""The README's table of times says what is recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.plant import ROOT
from workbook.bench import record
from workbook.bench.measurement import Figure
from workbook.ways import chosen_ways

WAYS = [way.label for way in chosen_ways((), "asyncpg")]
RECORDED = {
    "`get_task`": ("operations", "get_task", 0),
    "`get_task`, 2 ms away": ("delay", "get_task", 2),
    "`add_task`": ("operations", "add_task", 0),
    "`load_tasks`, 100,000 rows": ("rows", "load_tasks", 100_000),
    "`stream_tasks`, 100,000 rows": ("rows", "stream_tasks", 100_000),
}
SHORT = ("get_task", "list_tasks", "add_task", "edit_task", "claim_task", "get_project")
AWAY = ("get_task", "list_tasks", "add_task")
BULK = ("add_tasks", "load_tasks")
STREAMS = ("stream_tasks",)
MANY = (10_000, 100_000)


def figures(regime: str, operation: str, at: float) -> list[Figure]:
    """Of the ways, in their order."""
    figures = record.read(regime).of(operation, at).figures
    return [figures[label] for label in WAYS]


def told(figure: Figure) -> str:
    """As the README writes a time, or a ratio."""
    if figure.ratio.is_of_itself:
        milliseconds = figure.median / 1_000
        if milliseconds < 1:
            return f"{figure.median:.0f} µs"
        return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"
    sign = "" if figure.ratio.is_distinguishable else "≈"
    return f"{sign}{figure.ratio.middle:.1f}"


@pytest.mark.parametrize("row", RECORDED)
def test_the_readme_tells_what_is_recorded(row: str) -> None:
    """The time of raw asyncpg, then the ratios of the others to it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [cells] = re.findall(rf"^\| {re.escape(row)} \| (.*) \|$", readme, re.MULTILINE)
    assert cells.split(" | ") == [told(figure) for figure in figures(*RECORDED[row])]


def most_added(regime: str, operations: Sequence[str], *at: float) -> float:
    """What any way's repository adds at most, as a share of the time of its library alone."""
    told = [one for name in operations for number in at for one in figures(regime, name, number)]
    return max(one.over_bare.middle - 1 for one in told if one.over_bare is not None)


def test_the_readme_tells_what_our_repository_adds() -> None:
    """To short calls on the same machine and half a millisecond away, to many rows, to streams."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"up to {most_added('operations', SHORT, 0):.0%} to short calls" in text
    assert f"at most {most_added('delay', AWAY, 0.5):.0%} half a millisecond away" in text
    assert f"up to {most_added('rows', BULK, *MANY):.0%} to bulk work" in text
    assert f"up to {most_added('rows', STREAMS, *MANY):.0%} to a stream" in text
