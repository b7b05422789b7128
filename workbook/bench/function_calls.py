"""How many functions one call of an operation calls: a figure without noise.

Every call of a Python function counts, and of a C function from Python, on a warm connection. What
the event loop calls itself is left out: how often it wakes, the server and the machine decide. It
is no measure of time; but where it rises, so does the time, and it can be compared between machines
and from day to day.
"""

from __future__ import annotations

import platform
import selectors
import sys
from asyncio import base_events, events, selector_events
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import BaseModel

from shared.errors import RepositoryError
from shared.postgres import Server
from workbook.ledger.command import TASKS, all_ways
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.warm_calls import WarmCalls
from workbook.ways import Way

FILE = Path(__file__).resolve().parent / "function_calls.json"
MINOR_VERSION = ".".join(platform.python_version_tuple()[:2])
EVENT_LOOP = frozenset(
    module.__file__ for module in (base_events, events, selector_events, selectors)
)
TOLERANCE = 0.10
"""By how much of itself a count may rise before somebody should look."""

TRIES = 4
"""How often what has risen is counted before it is believed."""


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

    def _count(self, frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call") and frame.f_code.co_filename not in EVENT_LOOP:
            self.calls += 1


async def count_function_calls(call: Coroutine[Any, Any, object]) -> int:
    """Run the call, and tell how many functions it called."""
    counter = Counter()
    with counter.counting(), suppress(RepositoryError):
        await call
    return counter.calls


class Recorded(BaseModel):
    """What is checked in: counts, and of which Python, for each calls its own functions otherwise.

    The counts are by the operation's name and the way's label.
    """

    python: str
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Rise:
    """One operation through one way that calls more functions than it did."""

    operation: str
    label: str
    count: int
    before: int

    def __str__(self) -> str:
        calls = f"{self.count:,} function calls, and not {self.before:,}"
        return f"{self.operation} through {self.label}: {calls}"


async def recount(
    server: Server,
    progress: Progress,
    ways: Sequence[Way] = (),
    operations: Sequence[Operation] = OPERATIONS,
) -> Recorded:
    """Count anew: these operations, through these ways, or through all that we have."""
    calls = WarmCalls(operations, Sample.make(TASKS), count_function_calls)
    figures = await calls.through(server, ways or all_ways(), progress)
    return Recorded(python=MINOR_VERSION, counts={name: dict(figures[name]) for name in figures})


async def find_rises(
    told: Recorded,
    server: Server,
    progress: Progress,
    ways: Sequence[Way] = (),
    operations: Sequence[Operation] = OPERATIONS,
) -> list[Rise]:
    """Count, and count again what has risen: it is told when it is there every time.

    While a call waits, psycopg looks around every 0.1 s, the watchdog of deadlines twice as often,
    and who is held up reads its answer in more pieces: a busy machine costs calls, too.
    """
    found: list[Rise] = []
    for _ in range(TRIES):
        found = list(rises(told, await recount(server, progress, ways, operations)))
        names = {rise.operation for rise in found}
        operations = [operation for operation in operations if operation.name in names]
        if not operations:
            break
    return found


def rises(told: Recorded, seen: Recorded) -> Iterator[Rise]:
    """Where more is called than was recorded, beyond the tolerance, or nothing was recorded."""
    for operation, counts in seen.counts.items():
        for label, count in counts.items():
            before = told.counts.get(operation, {}).get(label, 0)
            if count > before * (1 + TOLERANCE):
                yield Rise(operation, label, count, before)


def read() -> Recorded:
    """What is checked in."""
    return Recorded.model_validate_json(FILE.read_bytes())


def write(recorded: Recorded) -> None:
    """Replace it."""
    FILE.write_text(recorded.model_dump_json(indent=1) + "\n", encoding="utf-8")
