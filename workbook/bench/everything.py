"""All regimes of a run, one after the other, once the ways are known to agree."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from workbook.bench.fingerprint import fingerprint
from workbook.bench.measurement import Raw, summarised
from workbook.bench.parity import demand_parity
from workbook.bench.pgbench import Floor, get_task_floor
from workbook.bench.record import Everything, Recording
from workbook.bench.regimes.concurrency import concurrency
from workbook.bench.regimes.delay import delay
from workbook.bench.regimes.drivers import drivers
from workbook.bench.regimes.engines import engines
from workbook.bench.regimes.memory import memory
from workbook.bench.regimes.operations import operations
from workbook.bench.regimes.rows import rows
from workbook.bench.run import Run
from workbook.bench.where_time_goes import SPLIT, WhereTimeGoes
from workbook.job import prepared
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


def measure_everything(run: Run, regimes: Sequence[Regime]) -> Everything:
    """These regimes. Raises NoParity, CannotOpen and ProcessFailed."""
    everything = asyncio.run(_all_but_where(run, regimes))
    if Regime.WHERE not in regimes:
        return everything
    chosen = [one for one in run.operations if one.name in SPLIT]
    splitting = WhereTimeGoes(chosen, Sample.make(run.scale.tasks), run.scale.rounds)
    splits = splitting.through(run.server, run.ways, run.progress)  # in a loop of its own
    return replace(everything, splits=splits, pgbench=asyncio.run(_pgbench(run)))


async def _all_but_where(run: Run, regimes: Sequence[Regime]) -> Everything:
    await demand_parity(run)
    raws = {str(regime): await TIMED[regime](run) for regime in regimes if regime in TIMED}
    growths = await memory(run) if Regime.MEMORY in regimes else ()
    return Everything(fingerprint(run.server.version), raws, growths)


async def _pgbench(run: Run) -> Floor:
    async with prepared(run.server, Sample.make(run.scale.tasks), run.progress) as url:
        with run.progress.step("get_task by pgbench"):
            return await get_task_floor(url, run.scale.tasks, run.scale.calls_by_pgbench)


def recordings(everything: Everything) -> Iterator[Recording]:
    """What is told of each regime."""
    on = everything.fingerprint
    for regime, raws in everything.raws.items():
        yield Recording(regime, on, measurements=tuple(map(summarised, raws)))
    if everything.growths:
        yield Recording(Regime.MEMORY, on, growths=tuple(everything.growths))
    if everything.splits:
        splits = tuple(everything.splits)
        yield Recording(Regime.WHERE, on, splits=splits, pgbench=everything.pgbench)
