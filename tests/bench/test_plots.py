"""The plots: well-formed, complete, in proportion, and each with its table."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.bench.made_up import recording
from workbook.bench.plots import Plot, by_delay, decades, growth, spread, with_interval
from workbook.bench.ratio import Ratio

ROWS = recording("rows", ("add_tasks", "load_tasks"), (1, 100, 10_000)).measurements
DELAYS = recording("delay", ("get_task",), (0, 0.5, 2)).measurements
PLOTS = {
    "spread": spread(ROWS[0]),
    "growth": growth(ROWS, "add_tasks"),
    "delay": by_delay(DELAYS, "get_task"),
}
WAYS = ["asyncpg_raw", "sqlalchemy_core", "sqlalchemy_orm", "sqlmodel_orm"]


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_every_way_is_in_the_drawing_and_in_its_table(plot: Plot) -> None:
    """Both are well-formed; neither shows the A/A or a floor."""
    drawn = [text.text for text in ElementTree.XML(plot.svg).iter("text")]
    assert sorted(text for text in drawn if text and "_" in text) == WAYS
    table = ElementTree.XML(plot.table)
    assert [row[0].text for row in table.iter("tr")][1:] == WAYS


def test_the_spread_is_drawn_from_quartile_to_quartile() -> None:
    """With the median between them, all inside of the drawing, the dearer way to the right."""
    drawing = ElementTree.XML(spread(ROWS[0]).svg)
    lines = [line for line in drawing.iter("line") if line.get("stroke-width")]
    dots = [float(circle.attrib["cx"]) for circle in drawing.iter("circle")]
    assert len(lines) == len(dots) == len(WAYS)
    for line, dot in zip(lines, dots, strict=True):
        assert 0 < float(line.attrib["x1"]) < dot < float(line.attrib["x2"]) < 640
    assert dots == sorted(dots)


def test_a_table_tells_the_time_at_each_delay() -> None:
    """In milliseconds: 0.13 without a delay, and three times as much at 2, as was made up."""
    table = ElementTree.XML(by_delay(DELAYS, "get_task").table)
    raw = next(row for row in table.iter("tr") if row[0].text == "asyncpg_raw")
    assert [cell.text for cell in raw] == ["asyncpg_raw", "0.13", "0.195", "0.39"]
    core = next(row for row in table.iter("tr") if row[0].text == "sqlalchemy_core")
    assert core[1].text == "0.26, 2.00 (2.00 to 2.00)"


def test_large_times_are_told_in_full() -> None:
    """10,001 times 130 microseconds: no power of ten."""
    table = ElementTree.XML(growth(ROWS, "add_tasks").table)
    raw = next(row for row in table.iter("tr") if row[0].text == "asyncpg_raw")
    assert [cell.text for cell in raw] == ["asyncpg_raw", "260", "13,130", "1,300,130"]


def test_what_cannot_be_told_apart_is_marked() -> None:
    """The interval holds 1."""
    assert with_interval(Ratio(1.07, 0.96, 1.28)) == "≈1.07 (0.96 to 1.28)"
    assert with_interval(Ratio(1.07, 1.01, 1.28)) == "1.07 (1.01 to 1.28)"


@pytest.mark.parametrize(
    ("least", "most", "marks"),
    [(120, 4_500, (100, 1_000, 10_000)), (10, 10, (10, 100)), (0.5, 2, (0.1, 1, 10))],
)
def test_decades_hold_both_ends(least: float, most: float, marks: tuple[float, ...]) -> None:
    """As powers of ten, at least two of them."""
    assert decades(least, most) == pytest.approx(marks)
