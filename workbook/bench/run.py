"""One run of the bench: who takes part, on what, and how much of it is measured."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from shared.postgres import Server
from workbook.bench.blocks import Effort, Pace, Subject, time_in_blocks, warm_up
from workbook.bench.measurement import Raw
from workbook.ledger.command import TASKS
from workbook.operation import Operation
from workbook.progress import Progress
from workbook.turn import MOST_TURNS
from workbook.ways import Way

MOST_CALLS_OF_A_READ = MOST_TURNS
MOST_CALLS_OF_A_WRITE = 4
SEED = 4_711

PutBack: TypeAlias = Callable[[], Awaitable[bool]]
"""Restores what calls have changed, and tells whether anything was."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: the time for one comparison, and how large the other regimes are.

    `tasks` are those of the sample, `rounds` those of `WhereTimeGoes`.
    """

    effort: Effort
    tasks: int
    row_counts: tuple[int, ...]
    rows_in_memory: int
    rounds: int
    calls_by_pgbench: int


QUICK = Scale(
    Effort(seconds=0.3, fewest_blocks=19, most_blocks=31),
    tasks=TASKS,
    row_counts=(1, 100),
    rows_in_memory=100_000,
    rounds=3,
    calls_by_pgbench=2_000,
)
FULL = Scale(
    Effort(seconds=2.5, fewest_blocks=21, most_blocks=101),
    tasks=TASKS,
    row_counts=(1, 100, 10_000, 100_000),
    rows_in_memory=1_000_000,
    rounds=15,
    calls_by_pgbench=20_000,
)


@dataclass(frozen=True, slots=True)
class Run:
    """The first of the ways is the reference that the others are compared with."""

    server: Server
    ways: tuple[Way, ...]
    operations: tuple[Operation, ...]
    scale: Scale
    progress: Progress


async def measure(
    run: Run,
    name: str,
    at: float,
    subjects: Sequence[Subject],
    put_back: PutBack,
    *,
    turns: int = MOST_TURNS,
) -> Raw:
    """Time the subjects; what they work on is put back before the `turns` are used up."""
    seconds = await warm_up(subjects, turns, put_back)
    start = perf_counter()
    writes = await put_back()
    pace = Pace(len(subjects), seconds, perf_counter() - start if writes else 0.0)
    most_calls = MOST_CALLS_OF_A_WRITE if writes else MOST_CALLS_OF_A_READ
    plan = run.scale.effort.plan(pace, min(most_calls, turns), turns)
    fresh_start = put_back if writes else nothing_to_put_back
    times = await time_in_blocks(subjects, plan, random.Random(SEED), fresh_start)
    await fresh_start()
    return Raw(name, at, plan.calls, times)


async def nothing_to_put_back() -> bool:
    """Where nothing was written."""
    return False
