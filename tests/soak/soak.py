"""One soak of one way: a load, the weather over it, and the account afterwards."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

import asyncpg

from shared.settings import Settings
from tests.contract.conftest import Sql
from tests.contract.obstacles import new_application_name
from tests.faults.health import Footprint, assert_healthy
from tests.soak.journal import COUNTER, disagreements
from tests.soak.load import WORKERS, Load
from tests.soak.report import Report
from tests.soak.weather import STATEMENT_TIMEOUT, Fault, Weather, forecast
from workbook.ways import Way
from workbook.wire import Observer, observe

COUNTERS = 8
LEFT_BY_ASYNCPG = (
    "Future exception was never retrieved: ConnectionDoesNotExistError(",
    "Task exception was never retrieved: ConnectionDoesNotExistError(",
    "Resetting connection with an active transaction <asyncpg.connection.Connection ",
)
"""What the event loop is told, in two cases, of a connection that breaks.

A COPY begins on it when its end has just come in: asyncpg raises, and forgets the future it would
have waited for; where the connection goes back to asyncpg's pool, that complains as well, and
closes it. Or who gives back an open transaction is cancelled: the pool rolls back alone, and
forgets what it meets. Nobody is left without an answer. See test_upstream.py, and
https://github.com/MagicStack/asyncpg/issues/784 for the first in the pool.
"""
FEW = 10
"""How much of what is wrong is told."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and what restarts its server without a farewell."""

    url: str
    restart: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long it rages, what load and faults are drawn from, and which faults there are."""

    seconds: float
    seed: int
    faults: Sequence[Fault]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Sql]:
    """The other door."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def soak(
    way: Way, place: Place, seconds: float, seed: int, faults: Sequence[Fault] = tuple(Fault)
) -> Report:
    """Let it rage, then see that all is well. AssertionError tells what is not."""
    footprint = Footprint()
    with footprint.listening():
        async with observe(place.url) as observer:
            report = await _raged(way, place, observer, Plan(seconds, seed, faults))
        gc.collect()  # whoever complains of what was dropped does it now
        footprint.unheard[:] = [
            one for one in footprint.unheard if not one.startswith(LEFT_BY_ASYNCPG)
        ]
        await footprint.assert_unchanged()
    return report


async def _raged(way: Way, place: Place, observer: Observer, plan: Plan) -> Report:
    application_name = new_application_name()
    async with way.database.open(settings_of(way, observer, application_name)) as database:
        load = Load(database, await new_counters(place.url), plan.seed)
        weather = Weather(place.url, application_name, observer, load, place.restart)
        await _under(load, weather, plan)
        report = Report(way.label, plan.seed, load, weather)
        print(report.plan())
        async with connected(place.url) as sql:
            wrong = [
                *await disagreements(load.journal, sql),
                *load.surprises,
                *report.slow_recoveries(),
            ]
            assert not wrong, f"{report}\n{len(wrong)} are wrong: {wrong[:FEW]}"
            await assert_healthy(database, sql, application_name)
    return report


def settings_of(way: Way, observer: Observer, application_name: str) -> Settings:
    """A pool of ten and short limits, by way of the observer."""
    return Settings(
        observer.url,
        driver=way.driver,
        pool_size=10,
        connect_timeout=1.0,
        acquire_timeout=1.0,
        statement_timeout=STATEMENT_TIMEOUT,
        lock_timeout=STATEMENT_TIMEOUT,
        close_timeout=1.0,
        application_name=application_name,
    )


async def new_counters(url: str) -> list[int]:
    """The ids of the only tasks there are, which stand at 0."""
    statement = """
        INSERT INTO tasks (title, assignee) SELECT '0', $1 FROM generate_series(1, $2::int)
        RETURNING id"""
    async with connected(url) as sql:
        await sql.execute("TRUNCATE tasks, projects")
        return sorted([task_id for (task_id,) in await sql.fetch(statement, COUNTER, COUNTERS)])


async def _under(load: Load, weather: Weather, plan: Plan) -> None:
    """All workers at work until the weather has passed."""
    async with asyncio.TaskGroup() as group:
        for worker in range(WORKERS):
            group.create_task(load.work(worker))
        try:
            await weather.rage(forecast(Random(plan.seed), plan.faults), plan.seconds)
        finally:
            load.stopping = True
