"""What a call of an operation spends its time on, for each way.

Two measurements make one figure. Without a profiler: how long a call takes, and how much of that
the event loop waits in its selector; of both the median. With a profiler: how what is left, the
time in Python and in C, is shared by the parts of `workbook.bench.parts`; these shares are applied
to the time that is left without one. A profiler makes what consists of many small functions look
larger than it is, so the split is a picture and not a bill; the total is real.

What the server does while Python still works is in no part: it does not cost anybody anything.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from shared.postgres import Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from workbook.bench.parts import PARTS, Finder
from workbook.bench.self_time import SelfTime
from workbook.job import prepared
from workbook.operation import Operation, Work
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.tables import Sql, read_left, restore
from workbook.turn import MOST_TURNS, Turn
from workbook.ways import Way

SPLIT = ("get_task", "list_tasks", "add_task", "edit_task")
"""The operations that are worth it."""

WAITING = "waiting"
MICROSECONDS = 1_000_000
WARM_UP = 4
"""Turns of each round that are not measured."""


class Split(BaseModel):
    """One operation through one way, in microseconds: all of it, and its parts.

    `held` is the same call where a connection and its transaction are in hand already; of reads.
    """

    model_config = ConfigDict(frozen=True)

    operation: str
    way: str
    driver: str
    calls: int
    total: float
    parts: dict[str, float]
    held: float | None = None


class WaitingSelector(selectors.DefaultSelector):
    """The event loop's own, which adds up the seconds that nothing was there to be done."""

    waited = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As it is; and what it takes is added."""
        start = perf_counter()
        try:
            return super().select(timeout)
        finally:
            self.waited += perf_counter() - start


@dataclass(frozen=True, slots=True)
class Times:
    """Medians, in seconds: of a call, of what it waits, and of a read in an open transaction."""

    total: float
    waiting: float
    held: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """An operation through an open way, over and over; `sql` puts back what it has changed."""

    operation: Operation
    database: Database
    sample: Sample
    sql: Sql
    rounds: int

    async def times(self, selector: WaitingSelector) -> Times:
        """The call as a whole, and its inner part, in turns."""
        took: list[float] = []
        waited: list[float] = []
        held: list[float] = []
        for _ in range(self.rounds):
            works = await self._warm_works()
            for work in works:
                before, start = selector.waited, perf_counter()
                await self.operation.perform(self.database, work)
                took.append(perf_counter() - start)
                waited.append(selector.waited - before)
            if self.operation.scope == "autocommit":
                held += await self._held(works)
        return Times(median(took), median(waited), median(held) if held else None)

    async def shares(self) -> dict[str, float]:
        """How the time of a call that is not waited is shared by the parts: they add up to 1."""
        profile = SelfTime(Finder().part_of)
        for _ in range(self.rounds):
            for work in await self._warm_works():
                with profile.call():
                    await self.operation.perform(self.database, work)
        busy = {
            part: median(call[part] for call in profile.calls) for part in PARTS if part != WAITING
        }
        return {part: seconds / sum(busy.values()) for part, seconds in busy.items()}

    async def _held(self, works: Sequence[Work]) -> list[float]:
        """Seconds of the calls alone, in one transaction."""
        took = []
        async with self.database.transaction() as repository:
            for work in works:
                start = perf_counter()
                await work(repository)
                took.append(perf_counter() - start)
        return took

    async def _warm_works(self) -> list[Work]:
        """What each turn does, on a fresh start; the first turns are done already."""
        await restore(self.sql, await read_left(self.sql))
        works = [self.operation.work(Turn(self.sample, number)) for number in range(MOST_TURNS)]
        for work in works[:WARM_UP]:
            await self.operation.perform(self.database, work)
        return works[WARM_UP:]


@dataclass(frozen=True, slots=True)
class WhereTimeGoes:
    """Which operations are split, on which sample, and in how many rounds of turns."""

    operations: Sequence[Operation]
    sample: Sample
    rounds: int

    def through(self, server: Server, ways: Sequence[Way], progress: Progress) -> list[Split]:
        """Each operation through each way.

        In an event loop of its own, whose selector is watched: none may be running.
        """
        selector = WaitingSelector()
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
            return runner.run(self._through_all(server, ways, progress, selector))

    async def _through_all(
        self, server: Server, ways: Sequence[Way], progress: Progress, selector: WaitingSelector
    ) -> list[Split]:
        splits = []
        async with prepared(server, self.sample, progress) as template:
            with progress.step(f"where the time goes in {len(ways)} ways") as advance:
                for number, way in enumerate(ways):
                    advance(way.label, number, len(ways))
                    async with fresh_database(server, database_name(template)) as url:
                        splits += await self._through_one(way, url, selector)
        return splits

    async def _through_one(self, way: Way, url: str, selector: WaitingSelector) -> list[Split]:
        splits = []
        async with connected(url) as sql:
            for operation in self.operations:
                settings = Settings(url, driver=way.driver, pool_size=1)
                async with way.database.open(settings) as database:
                    trial = Trial(operation, database, self.sample, sql, self.rounds)
                    splits.append(await _split(trial, way, selector))
        return splits


async def _split(trial: Trial, way: Way, selector: WaitingSelector) -> Split:
    times = await trial.times(selector)
    parts = {WAITING: times.waiting}
    for part, share in (await trial.shares()).items():
        parts[part] = share * (times.total - times.waiting)
    return Split(
        operation=trial.operation.name,
        way=way.name,
        driver=way.driver,
        calls=trial.rounds * (MOST_TURNS - WARM_UP),
        total=times.total * MICROSECONDS,
        parts={part: seconds * MICROSECONDS for part, seconds in parts.items()},
        held=None if times.held is None else times.held * MICROSECONDS,
    )
