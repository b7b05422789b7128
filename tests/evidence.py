"""Ids of tests that something stands on, such as "tests/claims/test_x.py::test_y"."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def ids_in(file: str) -> frozenset[str]:
    """The ids of a file's test functions."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = (
        node.name
        for node in ast.parse((ROOT / file).read_text()).body
        if isinstance(node, functions)
    )
    return frozenset(f"{file}::{name}" for name in names if name.startswith("test_"))


def ids_of(folder: str, *but: str) -> set[str]:
    """The ids of all test functions in a folder, but for these files."""
    files = [file for file in (ROOT / folder).glob("test_*.py") if file.name not in but]
    return {test for file in files for test in ids_in(f"{folder}/{file.name}")}


def assert_are_tests(evidence: Iterable[str]) -> None:
    """Each id is that of a test function that is there."""
    for test in evidence:
        assert test in ids_in(test.partition("::")[0]), f"{test} is not there"
