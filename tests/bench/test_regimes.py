"""Each regime measures what it says, of every way, and leaves the copies as they were."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import StringIO
from selectors import DefaultSelector
from typing import Any

import pytest
from rich.console import Console

from shared.postgres import Server
from tests.mutants import edit_task_keeps_the_version
from workbook.bench.blocks import Effort
from workbook.bench.lanes import opened, put_back, ways_and_again
from workbook.bench.measurement import Raw
from workbook.bench.parity import NoParity, demand_parity
from workbook.bench.regimes.concurrency import CALLERS, LOADS, concurrency
from workbook.bench.regimes.delay import MILLISECONDS, awake, delay, delayed_operations
from workbook.bench.regimes.drivers import CALLERS as CALLERS_OF_A_DRIVER
from workbook.bench.regimes.drivers import COPY, QUERIES, drivers
from workbook.bench.regimes.engines import engines
from workbook.bench.regimes.memory import ProcessFailed, memory
from workbook.bench.regimes.operations import operations
from workbook.bench.regimes.peak import peak_of
from workbook.bench.regimes.rows import rows
from workbook.bench.run import Run, Scale
from workbook.bench.subjects import subjects_of
from workbook.job import prepared
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.tables import read_left
from workbook.turn import MOST_TURNS
from workbook.ways import Way, chosen_ways

WAYS = chosen_ways(["asyncpg_raw", "sqlalchemy_core"], "asyncpg")
TINY = Scale(Effort(0.0, 3, 3), 1_000, (1, 10), rows_in_memory=2_000, rounds=1, calls_by_pgbench=10)
LABELS = ["asyncpg_raw", "sqlalchemy_core", "asyncpg_raw again"]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def run(server: Server) -> Run:
    """As small as it can be."""
    return Run(server, WAYS, OPERATIONS, TINY, Progress(Console(file=StringIO())))


def cases(raws: list[Raw]) -> list[tuple[str, float]]:
    """What was measured, and at what; every subject has a time for each block."""
    assert all(len(times) == 3 for raw in raws for times in raw.times.values())
    return [(raw.operation, raw.at) for raw in raws]


async def test_ways_that_differ_on_one_driver_only_are_not_timed(run: Run) -> None:
    """Here the ways on asyncpg agree."""
    wrong = Way("wrong", edit_task_keeps_the_version.Database, "psycopg")
    edits = [one for one in OPERATIONS if one.name == "edit_task"]
    await demand_parity(run, edits)
    with pytest.raises(NoParity, match="edit_task: "):
        await demand_parity(replace(run, ways=(*WAYS, wrong)), edits)


async def test_operations_have_their_floors_in_the_same_blocks(run: Run) -> None:
    """The bare code of each way, and the held statement once; the error in time, too."""
    names = ("get_task", "get_task.missing", "add_task")
    few = tuple(one for one in OPERATIONS if one.name in names)
    raws = await operations(replace(run, operations=few))
    assert cases(raws) == [("add_task", 0), ("get_task", 0), ("get_task.missing", 0)]
    bare = [f"bare {way.label}" for way in WAYS]
    floors = [[*bare], ["held statement", *bare], []]
    assert [sorted(raw.times) for raw in raws] == [sorted([*LABELS, *one]) for one in floors]


async def test_concurrency_shares_the_same_calls_out(run: Run) -> None:
    """Every load by every number of callers."""
    raws = await concurrency(run)
    assert cases(raws) == [(load, callers) for load in LOADS for callers in CALLERS]
    assert all(list(raw.times) == LABELS for raw in raws)


async def test_delay_costs_every_round_trip(run: Run) -> None:
    """Never less than the round trips that the delay was added to: one, and three with COMMIT."""
    raws = await delay(run)
    assert cases(raws) == [(one.name, at) for one in delayed_operations() for at in MILLISECONDS]
    trips = {"get_task": 1, "list_tasks": 1, "summarize_projects": 1, "add_task": 3}
    bare = [f"bare {way.label}" for way in WAYS]
    under = {"get_task": {"held statement", *bare}, "list_tasks": {"held statement", *bare}}
    under |= {"summarize_projects": {"held statement"}, "add_task": {*bare}}
    for raw in raws:
        assert set(raw.times) == {*LABELS, *under.get(raw.operation, ())}
        least = trips.get(raw.operation, 5) * raw.at / 1_000
        assert all(seconds >= least for times in raw.times.values() for seconds in times)


async def test_each_unit_of_work_finds_a_task_to_complete(run: Run) -> None:
    """In the project that it reads: what is unchanged would be another operation."""
    sample = Sample.make(1_000)
    unit = delayed_operations()[-1]
    async with (
        prepared(run.server, sample, run.progress) as template,
        ways_and_again(run.server, template, WAYS[:1]) as [lane, _],
        opened([lane], [lane.url], pool_size=1) as databases,
    ):
        [subject] = subjects_of(unit, sample, [lane], databases)
        for turn in range(MOST_TURNS):
            await subject.call(turn)
        left = await read_left(lane.sql)
    kept = {number: task.new for number, task in enumerate(sample.tasks, start=1)}
    changed = [row for row in left.tasks if row["id"] in kept]
    assert len(changed) == len({row["id"] for row in changed}) == MOST_TURNS
    assert all(row["done"] and not kept[row["id"]].done for row in changed)
    added = [row["project_id"] for row in left.tasks if row["id"] not in kept]
    assert sorted(added) == sorted(row["project_id"] for row in changed)


async def test_engines_pay_for_what_they_ask_first(run: Run) -> None:
    """Never less than their round trips: a request's three, and those of a ping or a connection."""
    raws = await engines(run)
    labels = ("one-engine", "pre-ping", "null-pool", "engine-each-time")
    trips = {"request-asyncpg": (3, 6, 8, 18), "request-psycopg": (3, 4, 5, 15)}
    assert cases(raws) == [(name, at) for name in trips for at in MILLISECONDS]
    for raw in raws:
        for label, least in zip(labels, trips[raw.operation], strict=True):
            assert all(seconds >= least * raw.at / 1_000 for seconds in raw.times[label])


async def test_drivers_run_the_same_statements(run: Run) -> None:
    """Each statement and COPY, by one caller and by several, on each driver."""
    raws = await drivers(run)
    names = (*QUERIES, COPY)
    assert cases(raws) == [(name, callers) for name in names for callers in CALLERS_OF_A_DRIVER]
    labels = ["asyncpg", "asyncpg again", "psycopg", "psycopg-binary"]
    assert all(list(raw.times) == labels for raw in raws)


async def test_rows_are_counted_per_call(run: Run) -> None:
    """Each operation for each number of rows, by the ways on one driver, and their floors."""
    both = replace(run, ways=(*WAYS, *chosen_ways(["sqlalchemy_core"], "psycopg")))
    raws = await rows(both)
    names = ("add_tasks", "load_tasks", "stream_tasks")
    assert cases(raws) == [(name, count) for count in TINY.row_counts for name in names]
    labels = [*LABELS, *(f"bare {way.label}" for way in WAYS)]
    assert all(list(raw.times) == labels for raw in raws)


async def test_memory_is_that_of_processes_of_their_own(run: Run) -> None:
    """One for each way and call, and one more for the reference."""
    growths = await memory(replace(run, ways=WAYS[:1]))
    assert [(one.operation, one.rows) for one in growths] == [
        *(("stream_tasks", 2_000), ("add_tasks", 2_000), ("load_tasks", 2_000))
    ]
    labels = ["asyncpg_raw", "asyncpg_raw again"]
    assert all(list(one.peaks) == labels for one in growths)
    assert all(peak < 30_000_000 for one in growths for peak in one.peaks.values())


class Greedy:
    """A database that stores nothing, and keeps so much memory at the second call."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._calls = 0
        self.kept = b""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Greedy]:
        yield self

    async def add_tasks(self, _: object) -> None:
        self._calls += 1
        self.kept = b"x" * self._memory if self._calls == 2 else b""


@pytest.mark.parametrize("kept", [0, 80_000_000])
async def test_growth_is_that_of_the_large_call_alone(kept: int) -> None:
    """The list of tasks, of some 40 MB, is made before it; what the call takes is all counted."""
    database: Any = Greedy(kept)
    assert await peak_of(database, "add_tasks", 200_000) == pytest.approx(kept, abs=10_000_000)


async def test_a_process_that_fails_says_why(run: Run) -> None:
    """In its last line, with what it was to do."""
    nobody = (Way("nobody", WAYS[0].database, "asyncpg"),)
    with pytest.raises(ProcessFailed, match=r"stream_tasks of 2,000 rows through nobody: .*nobody"):
        await memory(replace(run, ways=nobody))


async def test_what_a_call_has_written_is_put_back(run: Run) -> None:
    """Once; then nothing is different any more."""
    sample = Sample.make(1_000)
    adding = next(one for one in OPERATIONS if one.name == "add_task")
    async with (
        prepared(run.server, sample, run.progress) as template,
        ways_and_again(run.server, template, WAYS) as lanes,
        opened(lanes[:1], [lanes[0].url], pool_size=1) as databases,
    ):
        [subject] = subjects_of(adding, sample, lanes[:1], databases)
        await subject.call(0)
        assert await put_back(lanes)
        assert not await put_back(lanes)
        await subject.call(0)


async def test_the_loop_stays_awake_while_delays_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It asks for what is ready, and never sleeps until something is; then it may sleep again."""
    timeouts: list[float | None] = []

    select = DefaultSelector.select

    def watching(selector: DefaultSelector, timeout: float | None = None) -> object:
        timeouts.append(timeout)
        return select(selector, timeout)

    monkeypatch.setattr(DefaultSelector, "select", watching)
    with awake():
        await asyncio.sleep(0.002)
        assert set(timeouts) == {0}
    await asyncio.sleep(0.002)
    assert set(timeouts) != {0}
