"""Claim F22: five ways to write many rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter

import asyncpg
from sqlalchemy import insert, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from tests.claims.conftest import Sql
from variants.sqlalchemy_core.mapping import NEW_TASK_COLUMNS, tasks
from variants.sqlalchemy_orm.mapping import Task
from workbook.wire import Observer

ROWS = 20_000
RUNS = 5
RECORDS = [(f"task {n}", n % 2 == 0, None, "ann", None, f"key {n}") for n in range(ROWS)]
COLUMNS = ", ".join(NEW_TASK_COLUMNS)
VALUES = f"INSERT INTO tasks ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)"
UNNEST = f"""
    INSERT INTO tasks ({COLUMNS}) SELECT * FROM unnest(
        $1::text[], $2::boolean[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[])"""
DICTS = [dict(zip(NEW_TASK_COLUMNS, record, strict=True)) for record in RECORDS]

Way = Callable[[Sql, AsyncEngine], Awaitable[object]]


async def copy(connection: Sql, engine: AsyncEngine) -> None:
    """COPY, in one stream."""
    await connection.copy_records_to_table("tasks", columns=NEW_TASK_COLUMNS, records=RECORDS)


async def unnest(connection: Sql, engine: AsyncEngine) -> None:
    """One statement with an array for each column."""
    await connection.execute(UNNEST, *zip(*RECORDS, strict=True))


async def executemany(connection: Sql, engine: AsyncEngine) -> None:
    """One prepared statement, executed for each row, without waiting in between."""
    await connection.executemany(VALUES, RECORDS)


async def insertmanyvalues(connection: Sql, engine: AsyncEngine) -> None:
    """Core's INSERT with RETURNING, with many rows in a statement."""
    async with engine.begin() as block:
        await block.execute(insert(tasks).returning(tasks.c.id), DICTS)


async def add_all(connection: Sql, engine: AsyncEngine) -> None:
    """An object of the ORM for each row."""
    async with AsyncSession(engine) as session:
        session.add_all([Task(**values) for values in DICTS])
        await session.commit()


@asynccontextmanager
async def both_ends(url: str) -> AsyncIterator[tuple[Sql, AsyncEngine]]:
    """A connection of asyncpg and an engine on the same database, both used once."""
    connection = await asyncpg.connect(url)
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.connect():
            yield connection, engine
    finally:
        await connection.close()
        await engine.dispose()


async def spent(sql: Sql, work: Awaitable[object]) -> float:
    """The seconds it takes to write the rows into an empty table."""
    await sql.execute("TRUNCATE tasks")
    begun = perf_counter()
    await work
    return perf_counter() - begun


async def test_copy_is_faster_than_every_kind_of_insert(sql: Sql, database_url: str) -> None:
    """The lowest median of five runs each of 20,000 rows, all ways in turn, in one process."""
    times: dict[Way, list[float]] = {
        way: [] for way in (copy, unnest, executemany, insertmanyvalues)
    }
    async with both_ends(database_url) as ends:
        for _ in range(RUNS):
            for way, measured in times.items():
                measured.append(await spent(sql, way(*ends)))
    medians = {way: median(measured) for way, measured in times.items()}
    fastest = medians.pop(copy)
    assert all(fastest < slower for slower in medians.values()), (fastest, medians)


async def test_what_each_way_of_writing_sends(sql: Sql, observer: Observer) -> None:
    """20,000 rows in 1, 1, 20,000, 20 and 20 statements; executemany sends most, unnest least."""
    writes: dict[Way, int] = {}
    sent: dict[Way, int] = {}
    async with both_ends(observer.url) as ends:
        for way in (copy, unnest, executemany, insertmanyvalues, add_all):
            await sql.execute("TRUNCATE tasks")
            observer.restart()
            await way(*ends)
            assert await sql.fetchval("SELECT count(*) FROM tasks") == ROWS
            texts = observer.recording.texts
            writes[way] = len([text for text in texts if text.startswith(("COPY", "INSERT"))])
            sent[way] = observer.recording.bytes_sent
    assert list(writes.values()) == [1, 1, ROWS, ROWS // 1_000, ROWS // 1_000]
    assert sorted(sent, key=lambda way: sent[way]) == [
        *(unnest, copy, insertmanyvalues, add_all, executemany),
    ]
    assert sent[executemany] > 2 * sent[copy]
