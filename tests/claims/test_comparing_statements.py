"""Trials of claims P: what asyncpg and psycopg send, seen on the wire."""

from __future__ import annotations

from collections import Counter
from typing import Any

import asyncpg
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ResourceClosedError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.settings import Driver
from tests.claims.conftest import Engines, Sql
from workbook.wire import Observer

Psycopg = psycopg.AsyncConnection[Any]

NINETEEN_DIGITS = 9_000_000_000_000_000_000
HUNDRED = [{"title": f"task {number}", "key": f"key {number}"} for number in range(100)]
INSERT = "INSERT INTO tasks (title, external_id) VALUES (:title, :key)"
UPSERT = f"{INSERT} ON CONFLICT (external_id) DO UPDATE SET title = excluded.title"
SERIES = "SELECT generate_series(1, 10000)"
PREPARED = "SELECT count(*) FROM pg_prepared_statements"


# P1


def many(rows: int, number: int) -> str:
    return f"SELECT {number}::bigint FROM generate_series(1, {rows})"


async def by_asyncpg_rows(url: str, rows: int, number: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.fetch(many(rows, number))
    await connection.close()


async def by_psycopg_rows(url: str, rows: int, number: int, *, binary: bool = False) -> None:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.cursor(binary=binary).execute(many(rows, number))


async def by_binary_cursor_rows(url: str, rows: int, number: int) -> None:
    await by_psycopg_rows(url, rows, number, binary=True)


@pytest.mark.parametrize(
    ("client", "number", "size"),
    [
        (by_asyncpg_rows, NINETEEN_DIGITS, 19),
        (by_psycopg_rows, NINETEEN_DIGITS, 30),
        (by_binary_cursor_rows, NINETEEN_DIGITS, 19),
        (by_asyncpg_rows, 1, 19),
        (by_psycopg_rows, 1, 12),
    ],
)
async def test_a_bigint_comes_back_in_binary_or_as_text(
    observer: Observer, client: Any, number: int, size: int
) -> None:
    """A row has 11 bytes and the value: 8 in binary, as text one for each digit."""
    received = []
    for rows in (1000, 2000):
        observer.restart()
        await client(observer.url, rows, number)
        received.append(observer.recording.bytes_received)
    assert received[1] - received[0] == 1000 * size


async def test_psycopg_sends_an_integer_in_binary(observer: Observer, by_psycopg: Psycopg) -> None:
    """Left to itself (%s) it sends as much as %b, for 19 digits 11 bytes less than %t."""
    sent = {}
    for form in ("%s", "%b", "%t"):
        await by_psycopg.rollback()
        await by_psycopg.execute("SELECT 1")
        observer.restart()
        await by_psycopg.execute(f"SELECT {form}::bigint", (NINETEEN_DIGITS,))
        sent[form] = observer.recording.bytes_sent
    assert sent["%s"] == sent["%b"] == sent["%t"] - 11


# P3

SAME = "SELECT 4711"
HELD = f"{PREPARED} WHERE statement = '{SAME}'"


async def fetch_by_asyncpg(url: str, times: int) -> str:
    connection = await asyncpg.connect(url)
    seen = ""
    for _ in range(times):
        await connection.fetch(SAME)
        seen += str(await connection.fetchval(HELD))
    await connection.close()
    return seen


async def execute_by_asyncpg(url: str, times: int) -> str:
    connection = await asyncpg.connect(url)
    seen = ""
    for _ in range(times):
        await connection.execute(SAME)
        seen += str(await connection.fetchval(HELD))
    await connection.close()
    return seen


async def execute_by_psycopg(url: str, times: int, threshold: int | None = 5) -> str:
    seen = ""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        connection.prepare_threshold = threshold
        for _ in range(times):
            await connection.execute(SAME)
            (held,) = await (await connection.execute(HELD)).fetchone() or ("?",)
            seen += str(held)
    return seen


async def psycopg_at_once(url: str, times: int) -> str:
    return await execute_by_psycopg(url, times, 0)


async def psycopg_never(url: str, times: int) -> str:
    return await execute_by_psycopg(url, times, None)


@pytest.mark.parametrize(
    ("client", "prepared"),
    [
        (fetch_by_asyncpg, "1111111"),
        (execute_by_asyncpg, "0000000"),
        (execute_by_psycopg, "0000011"),
        (psycopg_at_once, "1111111"),
        (psycopg_never, "0000000"),
    ],
)
async def test_both_drivers_prepare_by_themselves(
    database_url: str, client: Any, prepared: str
) -> None:
    """Whether the server holds the statement after each of seven executions."""
    assert await client(database_url, 7) == prepared


@pytest.mark.parametrize(("driver", "prepared"), [("asyncpg", "1111111"), ("psycopg", "0000011")])
async def test_sqlalchemy_leaves_the_moment_of_preparing_to_the_driver(
    engines: Engines, driver: Driver, prepared: str
) -> None:
    """The same seven executions by its engines."""
    seen = ""
    async with engines(driver).connect() as connection:
        for _ in prepared:
            await connection.execute(text(SAME))
            seen += str((await connection.execute(text(HELD))).scalar_one())
    assert seen == prepared


# P4


async def send(engine: AsyncEngine, statement: str, values: list[dict[str, str]]) -> None:
    """Execute a text with a list, in a transaction of its own."""
    async with engine.begin() as connection:
        await connection.execute(text(statement), values)


async def test_a_list_is_sent_as_a_statement_for_each_row(
    driver: Driver, engines: Engines, observer: Observer
) -> None:
    """100 executions, which wait together: with BEGIN and COMMIT not more than 5 round trips."""
    engine = engines(driver)
    await send(engine, "SELECT :title, :key", HUNDRED[:1])
    observer.restart()
    await send(engine, INSERT, HUNDRED)
    counted = Counter(statement.partition(" ")[0] for statement in observer.recording.texts)
    assert counted["INSERT"] == 100
    assert observer.recording.round_trips <= 5


async def test_an_upsert_of_a_list_can_be_repeated(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """100 rows after both times; each time has used up 100 ids, so the next is 201."""
    engine = engines(driver)
    for _ in range(2):
        await send(engine, UPSERT, HUNDRED)
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 100
    assert await sql.fetchval("INSERT INTO tasks (title) VALUES ('next') RETURNING id") == 201


async def test_of_a_key_twice_in_one_list_the_last_wins(
    driver: Driver, engines: Engines, sql: Sql
) -> None:
    """They are statements of their own: no error, as one INSERT of many rows would give."""
    twice = [{"title": title, "key": "same"} for title in ("first", "last")]
    await send(engines(driver), UPSERT, twice)
    assert await sql.fetchval("SELECT title FROM tasks") == "last"


async def test_a_text_with_a_list_returns_no_rows(driver: Driver, engines: Engines) -> None:
    """RETURNING is sent, and its rows are dropped."""
    async with engines(driver).begin() as connection:
        result = await connection.execute(text(f"{INSERT} RETURNING id"), HUNDRED)
        with pytest.raises(ResourceClosedError, match="does not return rows"):
            result.all()


# P8


async def ten_by_asyncpg(url: str) -> None:
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        cursor = await connection.cursor(SERIES)
        assert len(await cursor.fetch(10)) == 10
    await connection.close()


async def ten_by_psycopg(url: str) -> None:
    async with (
        await psycopg.AsyncConnection.connect(url) as connection,
        connection.cursor(name="numbers") as cursor,
    ):
        await cursor.execute(SERIES)
        assert len(await cursor.fetchmany(10)) == 10


@pytest.mark.parametrize("client", [ten_by_asyncpg, ten_by_psycopg])
async def test_both_drivers_have_cursors_on_the_server(observer: Observer, client: Any) -> None:
    """Of 10,000 rows the ten that were asked for go over the wire."""
    await client(observer.url)
    rows = [statement.rows for statement in observer.recording.statements]
    assert sum(rows) == 10


async def copy_by_asyncpg(url: str) -> None:
    connection = await asyncpg.connect(url)
    rows = [(f"task {number}",) for number in range(1000)]
    await connection.copy_records_to_table("tasks", records=rows, columns=["title"])
    await connection.close()


async def copy_by_psycopg(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        copying = connection.cursor().copy("COPY tasks (title) FROM STDIN")
        async with copying as copy:
            for number in range(1000):
                await copy.write_row((f"task {number}",))


@pytest.mark.parametrize("client", [copy_by_asyncpg, copy_by_psycopg])
async def test_both_drivers_have_copy(observer: Observer, sql: Sql, client: Any) -> None:
    """1,000 rows by one statement."""
    await client(observer.url)
    texts = [text for text in observer.recording.texts if text.startswith("COPY")]
    assert len(texts) == 1
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1000


# P15


async def second_round(connection: Sql, observer: Observer, shapes: int) -> int:
    """Use so many query shapes twice. Returns the round trips of the second time."""
    for _ in range(2):
        observer.restart()
        for number in range(shapes):
            await connection.fetch(f"SELECT id FROM tasks WHERE id = $1 AND version <> {number}", 1)
    return observer.recording.round_trips


@pytest.mark.parametrize(("shapes", "kept", "trips"), [(50, 51, 50), (400, 100, 1200)])
async def test_many_query_shapes_cost_round_trips(
    observer: Observer, by_asyncpg: Sql, shapes: int, kept: int, trips: int
) -> None:
    """The cache ends at 100 statements; beyond, each use prepares, executes and closes."""
    assert await second_round(by_asyncpg, observer, shapes) == trips
    assert await by_asyncpg.fetchval(PREPARED) == kept


@pytest.mark.parametrize("shapes", [200, 2000])
async def test_many_query_shapes_take_no_more_memory_than_100(by_asyncpg: Sql, shapes: int) -> None:
    """The server keeps less than 16 kB for each of 100 plans, after 200 shapes as after 2,000."""
    seen = "has_table_privilege('pg_backend_memory_contexts', 'SELECT')"
    if not await by_asyncpg.fetchval(f"SELECT {seen}"):
        pytest.skip("this role may not look into the server's memory (pg_read_all_stats)")
    for number in range(shapes):
        await by_asyncpg.fetch(f"SELECT id FROM tasks WHERE id = $1 AND version <> {number}", 1)
    held = await by_asyncpg.fetchrow(
        "SELECT sum(total_bytes)::integer AS bytes, count(*) AS contexts"
        " FROM pg_backend_memory_contexts WHERE name LIKE 'CachedPlan%'"
    )
    assert held is not None
    assert 100 <= held["contexts"] <= 300
    assert 100 * 4096 < held["bytes"] < 100 * 16384
