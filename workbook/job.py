"""The main job: a fresh database, a sample in it, and every operation through every way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared import migrations
from shared.postgres import Server, fresh_database
from workbook.comparison import Finding, compare
from workbook.contract import methods
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.participant import Participant, taking_part
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.source import MethodSource, source_of
from workbook.tables import keep
from workbook.ways import Way


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: the ways, each operation's finding, and the sources by way and method."""

    postgres: str
    ways: tuple[Way, ...]
    sample: Sample
    findings: tuple[Finding, ...]
    sources: Mapping[tuple[str, str], MethodSource | None]

    @property
    def disagreements(self) -> tuple[Finding, ...]:
        """The findings in which a way differs."""
        return tuple(finding for finding in self.findings if finding.differences)

    def source(self, way: Way, method: str) -> MethodSource | None:
        """A method as this way has it; None where its source is not to be had."""
        return self.sources[way.name, method]


async def run(
    server: Server,
    ways: Sequence[Way],
    sample: Sample,
    progress: Progress,
    operations: Sequence[Operation] = OPERATIONS,
) -> Result:
    """Do all of it. Raises CannotOpen for a way whose database does not open."""
    async with prepared(server, sample, progress) as template, AsyncExitStack() as stack:
        with progress.step("a copy of it for each way"):
            participants = [
                await stack.enter_async_context(taking_part(way, server, template)) for way in ways
            ]
        since = await _now(server)
        with progress.step(f"{len(operations)} operations through each way") as advance:
            findings: list[Finding] = []
            for operation in operations:
                advance(operation.name, len(findings), len(operations))
                findings.append(await compare(operation, participants, sample, since))
        return Result(server.version, tuple(ways), sample, tuple(findings), _sources(participants))


@asynccontextmanager
async def prepared(server: Server, sample: Sample, progress: Progress) -> AsyncIterator[str]:
    """The URL of a database that holds the sample, and a copy of it to compare with."""
    async with fresh_database(server) as url:
        with progress.step("the schema, by Alembic, in a database of its own"):
            await migrations.upgrade(url)
        size = f"{len(sample.projects):,} projects and {len(sample.tasks):,} tasks"
        with progress.step(f"a sample of {size}"):
            sql = await asyncpg.connect(url)
            try:
                await sample.store(sql)
                await keep(sql)
            finally:
                await sql.close()
        yield url


async def _now(server: Server) -> datetime:
    """The server's clock, which is what new rows are stamped by."""
    sql = await asyncpg.connect(server.url)
    try:
        now: datetime = await sql.fetchval("SELECT clock_timestamp()")
        return now
    finally:
        await sql.close()


def _sources(
    participants: Sequence[Participant],
) -> dict[tuple[str, str], MethodSource | None]:
    return {
        (participant.way.name, method.name): source_of(participant.repository, method.name)
        for participant in participants
        for method in methods()
    }
