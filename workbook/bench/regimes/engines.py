"""What it costs a request to reach Postgres, by how the engine and its pool were set up.

A request is one statement in a transaction of its own, by SQLAlchemy Core. The network is an
observer's, as in `delay`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, get_args

from sqlalchemy import NullPool, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.settings import Driver
from variants.sqlalchemy_core.mapping import tasks
from workbook.bench.blocks import Subject
from workbook.bench.measurement import AGAIN, Raw
from workbook.bench.regimes.delay import MILLISECONDS, awake
from workbook.bench.run import Run, measure, nothing_to_put_back
from workbook.bench.subjects import Call
from workbook.job import prepared
from workbook.sample import Sample
from workbook.wire import observe

ENGINES: Mapping[str, Mapping[str, Any]] = {
    "one-engine": {},
    "one-engine" + AGAIN: {},
    "pre-ping": {"pool_pre_ping": True},
    "null-pool": {"poolclass": NullPool},
}
"""By label: what is said to create_async_engine."""

EACH_TIME = "engine-each-time"
TASK_ID = 7


async def engines(run: Run) -> list[Raw]:
    """A request on each driver at each delay."""
    raws = []
    async with (
        prepared(run.server, Sample.make(run.scale.tasks), run.progress) as url,
        observe(url) as observer,
    ):
        cases = [(driver, at) for driver in get_args(Driver) for at in MILLISECONDS]
        with awake(), run.progress.step("engines and pools") as advance:
            for number, (driver, at) in enumerate(cases):
                name = f"request-{driver}"
                advance(f"{name}, {at:g} ms", number, len(cases))
                observer.network.delay = at / 1_000
                observer.restart()
                async with _subjects(observer.url, driver) as subjects:
                    raws.append(await measure(run, name, at, subjects, nothing_to_put_back))
    return raws


@asynccontextmanager
async def _subjects(url: str, driver: Driver) -> AsyncIterator[list[Subject]]:
    reached = make_url(url).set(drivername=f"postgresql+{driver}")
    async with AsyncExitStack() as stack:
        subjects = []
        for label, options in ENGINES.items():
            engine = create_async_engine(reached, **options)
            stack.push_async_callback(engine.dispose)
            subjects.append(Subject(label, _requesting(engine)))
        yield [*subjects, Subject(EACH_TIME, lambda _: _with_an_engine_of_its_own(reached))]


def _requesting(engine: AsyncEngine) -> Call:
    return lambda _: _request(engine)


async def _request(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        return (await connection.execute(select(tasks).where(tasks.c.id == TASK_ID))).one()


async def _with_an_engine_of_its_own(url: Any) -> object:
    engine = create_async_engine(url)
    try:
        return await _request(engine)
    finally:
        await engine.dispose()
