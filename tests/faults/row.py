"""One row of the list of faults, and short ways to name the tests that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Row:
    """One fault or input, its outcome in every way, and the ids of tests that show it."""

    number: int
    fault: str
    outcome: str
    evidence: tuple[str, ...]


def faults(file: str, *tests: str) -> tuple[str, ...]:
    """Ids of tests of the fault lab."""
    return tuple(f"tests/faults/test_{file}.py::test_{test}" for test in tests)


def numbered(number: int) -> tuple[str, ...]:
    """Ids of the tests of the fault lab that have the number of a row in their names."""
    pattern = re.compile(rf"^async def (test_t{number:02}_\w+)", re.MULTILINE)
    return tuple(
        f"tests/faults/{path.name}::{test}"
        for path in sorted(FOLDER.glob("test_*.py"))
        for test in pattern.findall(path.read_text())
    )


def contract(file: str, *tests: str) -> tuple[str, ...]:
    """Ids of tests of the contract."""
    return tuple(f"tests/contract/test_{file}.py::test_{test}" for test in tests)


def migrations(*tests: str) -> tuple[str, ...]:
    """Ids of tests of the schema's history."""
    return tuple(f"tests/test_migrations.py::test_{test}" for test in tests)
