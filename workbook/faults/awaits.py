"""How often a call waits for something: so many chances there are to be cancelled halfway.

The fault lab cancels at each of them. Counted is a call on a warm connection, its block included.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from shared.errors import RepositoryError
from shared.postgres import Server, fresh_database
from shared.settings import Settings
from workbook.job import prepared
from workbook.operation import Operation
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.tables import read_left, restore, restore_next_ids
from workbook.turn import Turn
from workbook.ways import Way


class Counted:
    """Runs a coroutine and counts how often it suspends."""

    def __init__(self, work: Coroutine[Any, Any, object]) -> None:
        self.suspensions = 0
        self._work = work

    def __await__(self) -> Generator[Any, None, None]:
        error: BaseException | None = None
        while True:
            try:
                awaited = self._work.send(None) if error is None else self._work.throw(error)
            except StopIteration:
                return
            self.suspensions += 1
            error = None
            try:
                yield awaited
            except BaseException as thrown:
                error = thrown


async def count_awaits(
    server: Server,
    ways: Sequence[Way],
    sample: Sample,
    operations: Sequence[Operation],
    progress: Progress,
) -> dict[str, Mapping[str, int]]:
    """The suspensions of each operation, by its name and the way's label."""
    async with prepared(server, sample, progress) as template:
        with progress.step(f"the awaits of {len(operations)} operations") as advance:
            by_way = {}
            for number, way in enumerate(ways):
                advance(way.label, number, len(ways))
                by_way[way.label] = await _count_way(server, template, way, sample, operations)
    return {one.name: {label: of[one.name] for label, of in by_way.items()} for one in operations}


async def _count_way(
    server: Server, template: str, way: Way, sample: Sample, operations: Sequence[Operation]
) -> dict[str, int]:
    counts = {}
    async with fresh_database(server, database_name(template)) as url, connected(url) as sql:
        for operation in operations:
            await restore_next_ids(sql)
            async with way.database.open(Settings(url, driver=way.driver, pool_size=1)) as database:
                for number in range(2):
                    work = operation.work(Turn(sample, number))
                    counted = Counted(operation.perform(database, work))
                    with suppress(RepositoryError):
                        await counted
            counts[operation.name] = counted.suspensions
            await restore(sql, await read_left(sql))
    return counts
