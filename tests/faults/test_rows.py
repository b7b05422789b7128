"""The list of faults: whole, and every row stands on tests that exist."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.faults.row import Row
from tests.faults.rows import ROWS

ROOT = Path(__file__).resolve().parent.parent.parent
MERGED = {33, 43, 47}
LAST = 61
OWN = {"test_rows.py", "test_grid.py", "test_planted.py"}
"""Tests of the list itself."""


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of a file's test functions."""
    tree = ast.parse(path.read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = (node.name for node in tree.body if isinstance(node, functions))
    return frozenset(name for name in names if name.startswith("test_"))


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
    for evidence in row.evidence:
        file, _, test = evidence.partition("::")
        assert test in names_in(ROOT / file), f"{evidence} is not there"


def test_every_test_of_the_lab_is_evidence() -> None:
    """No test of a fault is left that no row refers to."""
    used = {evidence for row in ROWS for evidence in row.evidence}
    files = [file for file in (ROOT / "tests/faults").glob("test_*.py") if file.name not in OWN]
    there = {f"tests/faults/{file.name}::{test}" for file in files for test in names_in(file)}
    assert there - used == set()
