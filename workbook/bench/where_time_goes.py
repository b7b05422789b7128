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
import random
import selectors
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from shared.postgres import Server
from shared.protocol import Database
from workbook.bench.blocks import undisturbed
from workbook.bench.lanes import Lane, a_lane_each, lay_out, opened
from workbook.bench.parts import PARTS, Finder
from workbook.bench.run import SEED
from workbook.bench.self_time import SelfTime
from workbook.bench.subjects import works_of
from workbook.job import prepared
from workbook.operation import Operation, Work
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.ways import Way

SPLIT = ("get_task", "list_tasks", "add_task", "edit_task")
"""The operations that are worth it."""

WAITING = "waiting"
MICROSECONDS = 1_000_000
WARM_UP = 4
"""Turns of each round that are not measured."""


def split_operations(chosen: Sequence[Operation]) -> list[Operation]:
    """Those of them that are worth it."""
    return [one for one in chosen if one.name in SPLIT]


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


class Trial:
    """An operation through an open way, round after round; its lane is put back before each."""

    def __init__(
        self, operation: Operation, lane: Lane, database: Database, sample: Sample
    ) -> None:
        self._operation = operation
        self._lane = lane
        self._database = database
        self._works = works_of(operation, sample)
        self._took: list[float] = []
        self._waited: list[float] = []
        self._held: list[float] = []
        self._profile = SelfTime(Finder().part_of)

    async def time(self, selector: WaitingSelector) -> None:
        """A round of whole calls; of a read also one of its inner part."""
        works = await self._warm_works()
        with undisturbed():
            for work in works:
                before, start = selector.waited, perf_counter()
                await self._operation.perform(self._database, work)
                self._took.append(perf_counter() - start)
                self._waited.append(selector.waited - before)
        if self._operation.scope == "autocommit":
            with undisturbed():
                await self._time_held(works)

    async def profile(self) -> None:
        """A round under the profiler."""
        works = await self._warm_works()
        with undisturbed():
            for work in works:
                with self._profile.call():
                    await self._operation.perform(self._database, work)

    def split(self) -> Split:
        """What all rounds come to."""
        total, waiting = median(self._took), median(self._waited)
        parts = {WAITING: waiting}
        for part, share in self._shares().items():
            parts[part] = share * (total - waiting)
        return Split(
            operation=self._operation.name,
            way=self._lane.way.name,
            driver=self._lane.way.driver,
            calls=len(self._took),
            total=total * MICROSECONDS,
            parts={part: seconds * MICROSECONDS for part, seconds in parts.items()},
            held=median(self._held) * MICROSECONDS if self._held else None,
        )

    def _shares(self) -> dict[str, float]:
        """How the time of a call that is not waited is shared by the parts: they add up to 1."""
        calls = self._profile.calls
        busy = {part: median(call[part] for call in calls) for part in PARTS if part != WAITING}
        return {part: seconds / sum(busy.values()) for part, seconds in busy.items()}

    async def _time_held(self, works: Sequence[Work]) -> None:
        """The calls alone, in one transaction."""
        async with self._database.transaction() as repository:
            for work in works:
                start = perf_counter()
                await work(repository)
                self._held.append(perf_counter() - start)

    async def _warm_works(self) -> Sequence[Work]:
        """What each turn does, on a fresh start; the first turns are done already."""
        await self._lane.put_back()
        for work in self._works[:WARM_UP]:
            await self._operation.perform(self._database, work)
        return self._works[WARM_UP:]


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
        splits: list[Split] = []
        labelled = [(way.label, way) for way in ways]
        async with (
            prepared(server, self.sample, progress) as template,
            a_lane_each(server, template, labelled) as lanes,
            opened(lanes, [lane.url for lane in lanes], pool_size=1) as databases,
        ):
            with progress.step(f"where the time goes in {len(ways)} ways") as advance:
                for number, operation in enumerate(self.operations):
                    advance(operation.name, number, len(self.operations))
                    await lay_out(lanes)
                    trials = [
                        Trial(operation, lane, database, self.sample)
                        for lane, database in zip(lanes, databases, strict=True)
                    ]
                    await self._in_rounds(trials, selector)
                    splits += [trial.split() for trial in trials]
        return splits

    async def _in_rounds(self, trials: Sequence[Trial], selector: WaitingSelector) -> None:
        """All ways in each round, in another order each time: first timed, then profiled."""
        rng = random.Random(SEED)
        for _ in range(self.rounds):
            for trial in rng.sample(trials, len(trials)):
                await trial.time(selector)
        for _ in range(self.rounds):
            for trial in rng.sample(trials, len(trials)):
                await trial.profile()
