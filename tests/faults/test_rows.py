"""The list of faults: whole, and every row stands on tests that exist."""

from __future__ import annotations

import pytest

from tests.evidence import assert_are_tests, ids_of
from tests.faults.row import Row
from tests.faults.rows import ROWS

MERGED = {33, 43, 47}
LAST = 61
OWN = {"test_rows.py", "test_grid.py", "test_planted.py"}
"""Tests of the list itself."""


def test_every_row_is_there_once() -> None:
    """In the order of the numbers, without those that were merged with others."""
    assert [row.number for row in ROWS] == sorted(set(range(1, LAST + 1)) - MERGED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_every_row_has_evidence_that_exists(row: Row) -> None:
    """Each id is that of a test, and none is given twice."""
    assert row.fault
    assert row.outcome
    assert row.evidence
    assert len(set(row.evidence)) == len(row.evidence)
    assert_are_tests(row.evidence)


def test_every_test_of_the_lab_is_evidence() -> None:
    """No test of a fault is left that no row refers to."""
    used = {evidence for row in ROWS for evidence in row.evidence}
    assert ids_of("tests/faults", *OWN) - used == set()
