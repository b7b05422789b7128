"""All regimes of a run, one after the other, once the ways are known to agree."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from enum import StrEnum

from workbook.bench.fingerprint import Fingerprint, fingerprint
from workbook.bench.measurement import Raw
from workbook.bench.one_processor import on_one_processor
from workbook.bench.parity import demand_parity
from workbook.bench.pgbench import Floor, get_task_floor
from workbook.bench.record import Everything, Measured
from workbook.bench.regimes.concurrency import concurrency, loaded_operations
from workbook.bench.regimes.delay import delay, delayed_operations
from workbook.bench.regimes.drivers import drivers
from workbook.bench.regimes.engines import engines
from workbook.bench.regimes.memory import memory
from workbook.bench.regimes.operations import operations
from workbook.bench.regimes.rows import rows
from workbook.bench.run import Run
from workbook.bench.where_time_goes import WhereTimeGoes, split_operations
from workbook.job import prepared
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.sample import Sample


class Regime(StrEnum):
    """What is measured together, and stands in one file."""

    OPERATIONS = "operations"
    CONCURRENCY = "concurrency"
    DELAY = "delay"
    ROWS = "rows"
    ENGINES = "engines"
    DRIVERS = "drivers"
    MEMORY = "memory"
    WHERE = "where"


TIMED: Mapping[Regime, Callable[[Run], Awaitable[Sequence[Raw]]]] = {
    Regime.OPERATIONS: operations,
    Regime.CONCURRENCY: concurrency,
    Regime.DELAY: delay,
    Regime.ROWS: rows,
    Regime.ENGINES: engines,
    Regime.DRIVERS: drivers,
}


BULK = ("add_tasks", "load_tasks", "stream_tasks")
COMPARED: Mapping[Regime, Callable[[Run], Sequence[Operation]]] = {
    Regime.OPERATIONS: lambda run: run.operations,
    Regime.CONCURRENCY: lambda _: loaded_operations(),
    Regime.DELAY: lambda _: delayed_operations(),
    Regime.ROWS: lambda _: [one for one in OPERATIONS if one.name in BULK],
    Regime.MEMORY: lambda _: [one for one in OPERATIONS if one.name in BULK],
    Regime.WHERE: lambda run: split_operations(run.operations),
}
"""By the regime: what the ways do in it. In the others no way takes part."""


TAKING_TURNS = (Regime.OPERATIONS, Regime.WHERE)
"""One caller on one connection, and little to send: client and server seldom work both."""


def measure_regimes(run: Run, regimes: Sequence[Regime]) -> Iterator[Everything]:
    """All that there is after each of these regimes. Raises NoParity, CannotOpen, ProcessFailed."""
    on = asyncio.run(_agreed(run, regimes))
    measured: list[Measured] = []
    for regime in regimes:
        with on_one_processor(run.server) if regime in TAKING_TURNS else nullcontext():
            measured.append(_measured(run, regime))
        yield Everything(on, tuple(measured))


async def _agreed(run: Run, regimes: Sequence[Regime]) -> Fingerprint:
    """What the machine is before it works; then the ways are compared on all that is timed."""
    on = await fingerprint(run.server)
    per_regime = (COMPARED[regime](run) for regime in regimes if regime in COMPARED)
    await demand_parity(run, {one.name: one for some in per_regime for one in some}.values())
    return on


def _measured(run: Run, regime: Regime) -> Measured:
    match regime:
        case Regime.MEMORY:
            return Measured(regime, growths=asyncio.run(memory(run)))
        case Regime.WHERE:
            chosen = split_operations(run.operations)
            splitting = WhereTimeGoes(chosen, Sample.make(run.scale.tasks), run.scale.rounds)
            splits = splitting.through(run.server, run.ways, run.progress)
            return Measured(regime, splits=splits, pgbench=asyncio.run(_pgbench(run)))
        case _:
            return Measured(regime, raws=asyncio.run(_timed(run, regime)))


async def _timed(run: Run, regime: Regime) -> Sequence[Raw]:
    return await TIMED[regime](run)


async def _pgbench(run: Run) -> Floor:
    async with prepared(run.server, Sample.make(run.scale.tasks), run.progress) as url:
        with run.progress.step("get_task by pgbench"):
            return await get_task_floor(url, run.scale.tasks, run.scale.calls_by_pgbench)
