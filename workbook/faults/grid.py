"""The grid: what came of every fault in every way, as it was seen to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared import migrations
from shared.postgres import Server, fresh_database
from workbook.faults.fault import Fault, Outcome, outcome_of
from workbook.faults.scene import Scene
from workbook.faults.sessions import SESSIONS
from workbook.faults.statements import STATEMENTS
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.tables import Sql
from workbook.ways import Way
from workbook.wire import observe

FAULTS: tuple[Fault, ...] = tuple(sorted((*SESSIONS, *STATEMENTS), key=lambda fault: fault.row))
CLEAN = "DELETE FROM tasks; DELETE FROM projects"


@dataclass(frozen=True, slots=True)
class Line:
    """One fault's line of the grid: its outcome by the way's label."""

    row: int
    name: str
    what: str
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Grid:
    """All lines; and how often a call of each operation waits, by the label of the way.

    Only through asyncpg: how often psycopg waits depends on how the answer arrives.
    """

    lines: Sequence[Line]
    awaits: Mapping[str, Mapping[str, int]]


async def record_faults(
    server: Server, ways: Sequence[Way], faults: Sequence[Fault], progress: Progress
) -> list[Line]:
    """Make each fault happen to each way: the ways side by side, one fault after another."""
    async with fresh_database(server) as template:
        await migrations.upgrade(template)
        with progress.step(f"{len(faults)} faults, {len(ways)} ways"):
            outcomes = await asyncio.gather(
                *(_record_way(server, template, way, faults) for way in ways)
            )
    by_way = {way.label: of for way, of in zip(ways, outcomes, strict=True)}
    return [
        Line(
            fault.row,
            fault.name,
            fault.what,
            {label: of[fault.name] for label, of in by_way.items()},
        )
        for fault in faults
    ]


async def _record_way(
    server: Server, template: str, way: Way, faults: Sequence[Fault]
) -> dict[str, Outcome]:
    async with fresh_database(server, database_name(template)) as url, connected(url) as sql:
        return {fault.name: await _happen(fault, way, url, sql) for fault in faults}


async def _happen(fault: Fault, way: Way, url: str, sql: Sql) -> Outcome:
    """What comes of one fault, with everything it needs made for it alone."""
    await sql.execute(CLEAN)
    async with observe(url) as observer:
        try:
            await fault.happen(Scene(way, observer, sql))
        except Exception as error:  # whatever leaves a way is an outcome
            return outcome_of(error)
        finally:
            observer.thaw()
    return outcome_of(None)
