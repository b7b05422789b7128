"""Running the traps: each function on the sample, through the observer, and then by the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import groupby
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

from shared.postgres import Server, fresh_database
from workbook.book.trap import FOLDER, Recorded, Run, Sent, Took, Trap, Work, trap, trap_names
from workbook.frames import Recording
from workbook.job import prepared
from workbook.ledger.entry import abridged
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.senders import Sender, by_function
from workbook.tables import Sql, read_left, restore, restore_next_ids
from workbook.wire import Observer, observe

TASKS = 5_000
POOL_SIZE = 3
TIMED_CALLS = 9
LONGEST_OUTCOME = 120


async def record(
    server: Server, progress: Progress, names: Sequence[str] | None = None
) -> Recorded:
    """Run these traps, or all of them, and tell what each function took."""
    chosen = [trap(name) for name in (trap_names() if names is None else names)]
    async with (
        prepared(server, Sample.make(TASKS), progress) as template,
        fresh_database(server, database_name(template)) as url,
        observe(url) as observer,
        connected(url) as sql,
    ):
        observer.find_line = Sender(str(FOLDER)).find_line
        with progress.step(f"{len(chosen)} traps, wrong and right") as advance:
            found = {}
            for number, one in enumerate(chosen):
                advance(one.title, number, len(chosen))
                found[one.name] = {
                    name: await _try(one, name, url, observer, sql) for name in one.functions
                }
            return found


async def _try(one: Trap, name: str, url: str, observer: Observer, sql: Sql) -> Took:
    work, way = one.functions[name], name.partition("_")[2]
    async with opened(way, observer.url) as handle:
        runs, last, outcome = [], Recording(), ""
        for size in one.sizes:
            await _call(work, handle, size, sql)  # a first call, which prepares
            await restore_next_ids(sql)
            observer.restart()
            outcome = await _call(work, handle, size, sql)
            last = observer.recording
            runs.append(_run(size, last))
    async with opened(way, url) as handle:
        milliseconds = await _time(work, handle, one.sizes[-1], sql)
    return Took(tuple(runs), tuple(_sent(last)), outcome, milliseconds)


async def _call(work: Work, handle: Any, size: int, sql: Sql) -> str:
    """Do it once, put the tables back, and say how it ended."""
    try:
        outcome = repr(await work(handle, size))
    except Exception as error:  # what a trap raises is what it shows
        outcome = f"raises {type(error).__name__}"
    await restore(sql, await read_left(sql))
    return outcome[:LONGEST_OUTCOME]


async def _time(work: Work, handle: Any, size: int, sql: Sql) -> float:
    await _call(work, handle, size, sql)
    seconds = []
    for _ in range(TIMED_CALLS):
        start = perf_counter()
        await _call_timed(work, handle, size)
        seconds.append(perf_counter() - start)
        await restore(sql, await read_left(sql))
    return round(median(seconds) * 1_000, 2)


async def _call_timed(work: Work, handle: Any, size: int) -> None:
    try:
        await work(handle, size)
    except Exception:  # it is timed all the same
        return


def _run(size: int, recording: Recording) -> Run:
    return Run(
        size,
        len(recording.statements),
        recording.round_trips,
        recording.bytes_sent,
        recording.bytes_received,
    )


def _sent(recording: Recording) -> list[Sent]:
    """The statements in their order, each once for as often as it came in a row."""
    words = by_function(recording)
    sent = [
        Sent(abridged(one.text), 1, None if one.line is None else words[one.line])
        for one in recording.statements
    ]
    return [replace(one, times=len(list(group))) for one, group in groupby(sent)]


@asynccontextmanager
async def opened(way: str, url: str) -> AsyncIterator[Any]:
    """What a trap's function gets: a pool, an engine, or a maker of sessions."""
    if way == "asyncpg_raw":
        async with asyncpg.create_pool(
            url, min_size=1, max_size=POOL_SIZE, reset=_leave_session_alone
        ) as pool:
            yield pool
        return
    address = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, pool_size=POOL_SIZE, max_overflow=0)
    try:
        yield _handle(way, engine)
    finally:
        await engine.dispose()


def _handle(way: str, engine: AsyncEngine) -> Any:
    match way:
        case "sqlalchemy_core":
            return engine
        case "sqlalchemy_orm":
            return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
        case _:
            return async_sessionmaker(engine, class_=ModelSession, expire_on_commit=False)


async def _leave_session_alone(connection: asyncpg.Connection[Any]) -> None:
    """As the pool of raw asyncpg has it, so that the ways are alike."""
