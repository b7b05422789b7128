"""A figure of every operation through every way, on a warm connection: the least of some calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from shared.postgres import Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from workbook.job import prepared
from workbook.operation import Operation
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.tables import read_left, restore, restore_next_ids
from workbook.turn import Turn
from workbook.ways import Way

WARM_UP = 2
TRIALS = 3

Measure: TypeAlias = Callable[[Coroutine[Any, Any, object]], Awaitable[int]]
"""Runs a call, which may end in a RepositoryError, and gives its figure."""

Figures: TypeAlias = dict[str, Mapping[str, int]]
"""By the operation's name and the way's label."""


@dataclass(frozen=True, slots=True)
class WarmCalls:
    """Which calls are measured, and how."""

    operations: Sequence[Operation]
    sample: Sample
    measure: Measure

    async def through(self, server: Server, ways: Sequence[Way], progress: Progress) -> Figures:
        """Run each operation some times through each way, on a copy of the sample."""
        async with prepared(server, self.sample, progress) as template:
            with progress.step(f"{len(self.operations)} operations, {len(ways)} ways") as advance:
                by_way = {}
                for number, way in enumerate(ways):
                    advance(way.label, number, len(ways))
                    by_way[way.label] = await self._through_one(server, template, way)
        return {
            one.name: {label: of[one.name] for label, of in by_way.items()}
            for one in self.operations
        }

    async def _through_one(self, server: Server, template: str, way: Way) -> dict[str, int]:
        figures = {}
        async with fresh_database(server, database_name(template)) as url, connected(url) as sql:
            settings = Settings(url, driver=way.driver, pool_size=1)
            for operation in self.operations:
                await restore_next_ids(sql)
                async with way.database.open(settings) as database:
                    figures[operation.name] = await self._least(operation, database)
                await restore(sql, await read_left(sql))
        return figures

    async def _least(self, operation: Operation, database: Database) -> int:
        turns = [Turn(self.sample, number) for number in range(WARM_UP + TRIALS)]
        works = [operation.work(turn) for turn in turns]
        figures = [await self.measure(operation.perform(database, work)) for work in works]
        return min(figures[WARM_UP:])
