"""The observer and Postgres's own log tell of the same statements, for everything the ways do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from io import StringIO

import pytest
from rich.console import Console

from shared.errors import RepositoryError
from shared.postgres import Server, fresh_database
from shared.settings import Settings
from workbook.job import prepared
from workbook.ledger.command import all_ways
from workbook.operations import OPERATIONS
from workbook.participant import connected, database_name
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.tables import Sql
from workbook.turn import Turn
from workbook.ways import Way
from workbook.wire import observe

TASKS = 1_500
CALLS = 2
LOG = "server.log"
WAYS = all_ways()

pytestmark = pytest.mark.timeout(120)


@dataclass
class ServerLog:
    """What the embedded server writes about one backend, read through a superuser's connection."""

    sql: Sql
    pid: int
    position: int = 0

    async def skip(self) -> None:
        """Begin behind what is written now."""
        self.position = await self.sql.fetchval("SELECT size FROM pg_stat_file($1)", LOG)

    async def statements(self) -> list[str]:
        """The statements since then, each on one line."""
        written: bytes = await self.sql.fetchval(
            "SELECT pg_read_binary_file($1, $2, 1000000000)", LOG, self.position
        )
        entry = re.compile(
            rf"^[^\n\t]* \[{self.pid}\] LOG:  (?:statement|execute [^:]+): (.*(?:\n\t.*)*)",
            re.MULTILINE,
        )
        return [" ".join(text.split()) for text in entry.findall(written.decode())]


@asynccontextmanager
async def logging_database(server: Server, sample: Sample) -> AsyncIterator[str]:
    """A database that holds the sample and logs every statement. Gives its URL."""
    progress = Progress(Console(file=StringIO()))
    async with (
        prepared(server, sample, progress) as template,
        fresh_database(server, database_name(template)) as url,
    ):
        async with connected(url) as sql:
            name = database_name(url)
            for setting in ("log_statement = 'all'", "log_parameter_max_length = 0"):
                await sql.execute(f'ALTER DATABASE "{name}" SET {setting}')
        yield url


@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
async def test_the_observer_sees_what_postgres_logs(one_way: Way, server: Server) -> None:
    """The same texts in the same order, for the first call of each operation and for the next."""
    if not server.origin.startswith("embedded"):
        pytest.skip("only the embedded server's log can be read from here")
    sample = Sample.make(TASKS)
    async with logging_database(server, sample) as url, observe(url) as observer:
        settings = Settings(observer.url, driver=one_way.driver, pool_size=1)
        async with one_way.database.open(settings) as database, connected(url) as sql:
            pid = await sql.fetchval(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'workbook'"
                " AND datname = current_database()"
            )
            log = ServerLog(sql, pid)
            for operation in OPERATIONS:
                for number in range(CALLS):
                    work = operation.work(Turn(sample, number))
                    await log.skip()
                    observer.restart()
                    with suppress(RepositoryError):
                        await operation.perform(database, work)
                    assert observer.recording.texts == await log.statements(), operation.name
