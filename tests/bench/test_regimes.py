"""Each regime measures what it says, of every way, and leaves the copies as they were."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import StringIO
from selectors import DefaultSelector

import pytest
from rich.console import Console

from shared.postgres import Server
from workbook.bench.blocks import Effort
from workbook.bench.lanes import opened, put_back, ways_and_again
from workbook.bench.measurement import Raw
from workbook.bench.regimes.concurrency import CALLERS, LOADS, concurrency
from workbook.bench.regimes.delay import MILLISECONDS, awake, delay, delayed_operations
from workbook.bench.regimes.drivers import CALLERS as CALLERS_OF_A_DRIVER
from workbook.bench.regimes.drivers import COPY, QUERIES, drivers
from workbook.bench.regimes.engines import engines
from workbook.bench.regimes.memory import ProcessFailed, memory
from workbook.bench.regimes.operations import operations
from workbook.bench.regimes.rows import rows
from workbook.bench.run import Run, Scale
from workbook.bench.subjects import subjects_of
from workbook.job import prepared
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample
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
    for raw in raws:
        least = trips.get(raw.operation, 5) * raw.at / 1_000
        assert all(seconds >= least for times in raw.times.values() for seconds in times)


async def test_engines_pay_for_what_they_ask_first(run: Run) -> None:
    """Where the network is slow, a ping or a new connection costs round trips, on each driver."""
    raws = await engines(run)
    requests = [f"request-{driver}" for driver in ("asyncpg", "psycopg")]
    assert cases(raws) == [(name, at) for name in requests for at in MILLISECONDS]
    slowest = {raw.operation: raw.times for raw in raws if raw.at == max(MILLISECONDS)}
    for times in slowest.values():
        least = {label: min(of) for label, of in times.items()}
        assert least["one-engine"] < least["pre-ping"] < least["null-pool"]
        assert least["null-pool"] < least["engine-each-time"]


async def test_drivers_run_the_same_statements(run: Run) -> None:
    """Each statement and COPY, by one caller and by several, on each driver."""
    raws = await drivers(run)
    names = (*QUERIES, COPY)
    assert cases(raws) == [(name, callers) for name in names for callers in CALLERS_OF_A_DRIVER]
    labels = ["asyncpg", "asyncpg again", "psycopg", "psycopg-binary"]
    assert all(list(raw.times) == labels for raw in raws)


async def test_rows_are_counted_per_call(run: Run) -> None:
    """Each operation for each number of rows, by the ways on one driver; writes have a floor."""
    both = replace(run, ways=(*WAYS, *chosen_ways(["sqlalchemy_core"], "psycopg")))
    raws = await rows(both)
    names = ("add_tasks", "load_tasks", "stream_tasks")
    assert cases(raws) == [(name, count) for count in TINY.row_counts for name in names]
    bare = [f"bare {way.label}" for way in WAYS]
    for raw in raws:
        assert list(raw.times) == [*LABELS, *(bare if raw.operation != "stream_tasks" else [])]


async def test_memory_is_that_of_a_process_of_its_own(run: Run) -> None:
    """A list of 2,000 tasks is counted before the call, and the growth of streaming is small."""
    growths = await memory(replace(run, ways=WAYS[:1]))
    assert [(one.operation, one.rows) for one in growths] == [
        *(("stream_tasks", 2_000), ("add_tasks", 2_000), ("load_tasks", 2_000))
    ]
    assert all(0 <= one.peaks["asyncpg_raw"] < 30_000_000 for one in growths)


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
