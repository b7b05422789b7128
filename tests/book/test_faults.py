"""The grid of faults: the book shows all that is checked in, and splits where ways differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.shown import Element, parsed
from workbook.book.error import BookError
from workbook.book.faults import fault_table, grid
from workbook.faults.fault import Outcome
from workbook.faults.grid import Grid, Line

SAME = Outcome("Duplicate", retryable=False, native=("asyncpg.UniqueViolationError 23505",))
OTHER = Outcome("Deadlock", retryable=True, native=())


def told(*lines: tuple[Outcome, Outcome]) -> Grid:
    """A grid of two ways."""
    return Grid(
        [
            Line(number, f"fault {number}", "what", {"one": first, "two": second})
            for number, (first, second) in enumerate(lines)
        ],
        {"get_task": {"one": 2, "two": 3}},
    )


def test_ways_that_never_differ_share_a_column() -> None:
    """And no longer do when one fault shows a difference."""
    assert fault_table(told((SAME, SAME), (OTHER, OTHER))).columns == [["one", "two"]]
    assert fault_table(told((SAME, SAME), (OTHER, SAME))).columns == [["one"], ["two"]]


def test_an_outcome_names_its_ways_where_they_differ() -> None:
    """What nobody notices is told as well."""
    unnoticed = Outcome(None, retryable=False, native=())
    [alike, apart] = fault_table(told((OTHER, OTHER), (SAME, unnoticed))).rows
    assert alike.alike
    assert alike.outcomes == {"Deadlock, retryable": ["one", "two"]}
    assert not apart.alike
    assert apart.outcomes == {"Duplicate": ["one"], "nobody notices": ["two"]}


def test_columns_do_not_depend_on_the_faults_that_are_asked_for() -> None:
    """Two tables of one grid can be read across."""
    assert len(fault_table(told((SAME, SAME), (OTHER, SAME)), ["fault 0"]).columns) == 2


def test_a_fault_that_is_not_there_is_told() -> None:
    """With those that are."""
    with pytest.raises(BookError, match="no fault is called 'fault 7'; there are fault 0"):
        fault_table(told((SAME, SAME)), ["fault 7"])


def test_the_columns_are_the_libraries_and_their_drivers() -> None:
    """As of now the three that are built on SQLAlchemy never differ on one driver."""
    assert [len(labels) for labels in fault_table(grid()).columns] == [1, 3, 3]


def test_the_tables_page_has_the_whole_grid(book: Path) -> None:
    """Every fault with its outcomes and every native exception; every operation with its waits."""
    page = parsed((book / "tables.html").read_text(encoding="utf-8"))
    rows = {row_name(row): row for row in page.all("tr") if list(row.all("th"))}
    for line in grid().lines:
        text = rows[line.what].text
        for outcome in line.outcomes.values():
            assert (outcome.error or "nobody notices") in text
            assert all(native in text for native in outcome.native)
    for operation, by_way in grid().awaits.items():
        assert [int(cell.text) for cell in rows[operation].all("td")] == list(by_way.values())


def row_name(row: Element) -> str:
    """What its first heading says."""
    return next(row.all("th")).text.strip()
