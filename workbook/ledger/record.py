"""Recording: every operation through every way, on every driver, with the observer between.

Each operation begins with a connection of its own, so that its first call finds nothing prepared,
and with the same rows and the same next id.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from shared.errors import RepositoryError
from shared.postgres import Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from workbook.job import prepared
from workbook.ledger.entry import Call, Calls, Entry, call_of
from workbook.operation import Operation
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.senders import Sender, by_function
from workbook.tables import Sql, read_left, restore, restore_next_ids
from workbook.turn import Turn
from workbook.ways import Way
from workbook.wire import Observer, observe


async def record(
    server: Server,
    ways: Sequence[Way],
    sample: Sample,
    progress: Progress,
    operations: Sequence[Operation],
) -> list[Entry]:
    """The ledger's entries for these operations, in their order."""
    async with prepared(server, sample, progress) as template:
        title = f"{len(operations)} operations, {len(ways)} ways, a first call and a later one"
        with progress.step(title) as advance:
            by_way: dict[str, dict[str, Calls]] = {}
            for number, way in enumerate(ways):
                advance(way.label, number, len(ways))
                by_way[way.label] = await _record_way(server, template, way, sample, operations)
    return [
        Entry(operation.name, {label: calls[operation.name] for label, calls in by_way.items()})
        for operation in operations
    ]


async def _record_way(
    server: Server, template: str, way: Way, sample: Sample, operations: Sequence[Operation]
) -> dict[str, Calls]:
    async with (
        fresh_database(server, database_name(template)) as url,
        observe(url) as observer,
        connected(url) as sql,
    ):
        observer.find_line = Sender.of(way.database).find_line
        return {
            operation.name: await _record_operation(operation, way, sample, observer, sql)
            for operation in operations
        }


async def _record_operation(
    operation: Operation, way: Way, sample: Sample, observer: Observer, sql: Sql
) -> Calls:
    await restore_next_ids(sql)
    settings = Settings(observer.url, driver=way.driver, pool_size=1)
    async with way.database.open(settings) as database:
        calls = [
            await record_call(operation, database, observer, Turn(sample, number))
            for number in range(2)
        ]
    await restore(sql, await read_left(sql))
    return Calls(*calls)


async def record_call(
    operation: Operation, database: Database, observer: Observer, turn: Turn
) -> Call:
    """What one call sends."""
    work = operation.work(turn)
    observer.restart()
    with suppress(RepositoryError):
        await operation.perform(database, work)
    recording = observer.recording
    return call_of(recording, by_function(recording))
