"""How many functions one call of an operation calls: a figure without noise.

Every call of a Python function or of a C function from Python counts, the event loop's included, on
a warm connection. It is no measure of time; but where it rises, so does the time, and it can be
compared between machines and from day to day.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from shared.errors import RepositoryError

FILE = Path(__file__).resolve().parent / "function_calls.json"
COUNTS = TypeAdapter(dict[str, dict[str, int]])
TOLERANCE = 0.10
"""By how much of itself a count may rise before somebody should look."""

Counts = Mapping[str, Mapping[str, int]]
"""By the operation's name and the way's label."""


class Counter:
    """`calls` since `counting()` was entered last."""

    def __init__(self) -> None:
        self.calls = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count in this block; whatever else profiles the process is put back after it."""
        before = sys.getprofile()
        self.calls = 0
        sys.setprofile(self._count)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _count(self, _frame: object, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1


async def count_function_calls(call: Coroutine[Any, Any, object]) -> int:
    """Run the call, and tell how many functions it called."""
    counter = Counter()
    with counter.counting(), suppress(RepositoryError):
        await call
    return counter.calls


def rises(told: Counts, seen: Counts) -> Iterator[str]:
    """Where more is called than what was written allows, and where nothing was written."""
    for operation, counts in seen.items():
        for label, count in counts.items():
            before = told.get(operation, {}).get(label, 0)
            if count > before * (1 + TOLERANCE):
                yield f"{operation} through {label}: {count:,} function calls, and not {before:,}"


def read() -> dict[str, dict[str, int]]:
    """What is checked in."""
    return COUNTS.validate_json(FILE.read_bytes())


def write(counts: dict[str, dict[str, int]]) -> None:
    """Replace it."""
    FILE.write_bytes(COUNTS.dump_json(counts, indent=1) + b"\n")
