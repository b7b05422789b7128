"""The two drivers by themselves: the same statements, without SQLAlchemy and without a pool.

Callers work at the same time in one event loop, each on a connection of its own; a time is that of
all their calls, divided by their number. What is copied in is read by the server and thrown away
(`WHERE false`), so that only the way there is measured.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import asyncpg
import psycopg

from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of
from workbook.bench.blocks import Subject
from workbook.bench.measurement import AGAIN, Raw, divided
from workbook.bench.run import Run, measure, nothing_to_put_back
from workbook.bench.subjects import Call
from workbook.job import prepared
from workbook.sample import Sample

CALLERS = (1, 8)
COPIED = 1_000
COPY_TYPES = ("text", "bool", "int8", "text", "timestamptz", "text")
QUERIES: Mapping[str, str] = {
    "one_row_by_key": "SELECT * FROM tasks WHERE id = 7",
    "1000_rows": "SELECT * FROM tasks ORDER BY id LIMIT 1000",
    "join_grouped": """
        SELECT projects.id, projects.name, count(tasks.id),
            count(*) FILTER (WHERE tasks.done), max(tasks.created_at)
        FROM projects LEFT JOIN tasks ON tasks.project_id = projects.id
        GROUP BY projects.id ORDER BY projects.id""",
    "join_1000_rows": """
        SELECT tasks.*, projects.name, projects.created_at AS project_created_at
        FROM tasks JOIN projects ON projects.id = tasks.project_id
        ORDER BY tasks.id LIMIT 1000""",
}
COPY = f"copy_{COPIED}_rows"

Values: TypeAlias = Sequence[Sequence[object]]
Work: TypeAlias = Callable[[], Awaitable[object]]
"""One call on one connection."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One connection, and what it can be asked."""

    query: Callable[[str], Awaitable[object]]
    copy: Callable[[Values], Awaitable[object]]

    def works(self, rows: Values) -> dict[str, Work]:
        """What is measured, by name."""
        queries = {name: _bound(self.query, sql) for name, sql in QUERIES.items()}
        return {**queries, COPY: _bound(self.copy, rows)}


async def drivers(run: Run) -> list[Raw]:
    """Each statement by each number of callers."""
    sample, raws = Sample.make(run.scale.tasks), []
    rows = [values_of(task.new) for task in sample.tasks[:COPIED]]
    async with (
        prepared(run.server, sample, run.progress) as url,
        AsyncExitStack() as stack,
    ):
        workers = {
            label: [await stack.enter_async_context(open_(url)) for _ in range(max(CALLERS))]
            for label, open_ in OPENED.items()
        }
        cases = [(name, callers) for name in (*QUERIES, COPY) for callers in CALLERS]
        with run.progress.step("the drivers by themselves") as advance:
            for number, (name, callers) in enumerate(cases):
                advance(f"{name}, {callers} at a time", number, len(cases))
                subjects = [
                    Subject(label, _at_once([one.works(rows)[name] for one in each[:callers]]))
                    for label, each in workers.items()
                ]
                raw = await measure(run, name, callers, subjects, nothing_to_put_back)
                raws.append(divided(raw, callers))
    return raws


@asynccontextmanager
async def _by_asyncpg(url: str) -> AsyncIterator[Worker]:
    connection = await asyncpg.connect(url)

    async def copy(rows: Values) -> object:
        return await connection.copy_records_to_table(
            "tasks", records=rows, columns=NEW_TASK_COLUMNS, where="false"
        )

    try:
        yield Worker(connection.fetch, copy)
    finally:
        await connection.close()


@asynccontextmanager
async def _by_psycopg(url: str, *, binary: bool = False) -> AsyncIterator[Worker]:
    """Prepared at the first use, as asyncpg does it; in psycopg's own format, or in binary."""
    async with await psycopg.AsyncConnection.connect(
        url, autocommit=True, prepare_threshold=0
    ) as connection:
        yield Worker(
            lambda sql: _fetched(connection, sql, binary=binary),
            lambda rows: _copied(connection, rows, binary=binary),
        )


async def _fetched(
    connection: psycopg.AsyncConnection[Any], sql: str, *, binary: bool
) -> Sequence[object]:
    # Encoded: psycopg takes no other text than a literal for a query.
    cursor = await connection.execute(sql.encode(), binary=binary)
    return await cursor.fetchall()


async def _copied(
    connection: psycopg.AsyncConnection[Any], rows: Values, *, binary: bool
) -> object:
    how = " WITH (FORMAT binary)" if binary else ""
    statement = f"COPY tasks ({', '.join(NEW_TASK_COLUMNS)}) FROM STDIN{how} WHERE false"
    async with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        if binary:
            copy.set_types(COPY_TYPES)
        for row in rows:
            await copy.write_row(row)
    return cursor.rowcount


OPENED: Mapping[str, Callable[[str], Any]] = {
    "asyncpg": _by_asyncpg,
    "asyncpg" + AGAIN: _by_asyncpg,
    "psycopg": _by_psycopg,
    "psycopg-binary": partial(_by_psycopg, binary=True),
}


def _bound(function: Callable[..., Awaitable[object]], argument: object) -> Work:
    return lambda: function(argument)


def _at_once(works: Sequence[Work]) -> Call:
    """One call of each worker, all at the same time."""
    if len(works) == 1:
        return lambda _: works[0]()

    async def call(_: int) -> None:
        await asyncio.gather(*(work() for work in works))

    return call
