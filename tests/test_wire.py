"""The observer on the wire: what it counts, and that nobody notices it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from workbook.wire import Observer, observe

DEADLINE = 5
MEGABYTE = 2**20
HUNDRED = 100
CONNECTIONS = 100

Connection: TypeAlias = "asyncpg.Connection[Any]"

pytestmark = pytest.mark.timeout(20)


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Observer]:
    """Stands between the test and its database."""
    async with observe(database_url) as observer:
        yield observer


@pytest.fixture
async def connection(observer: Observer) -> AsyncIterator[Connection]:
    """A connection through the observer, with a table of its own; the recording is empty."""
    connection = await asyncpg.connect(observer.url)
    await connection.execute("CREATE TEMPORARY TABLE numbers (number integer)")
    observer.restart()
    yield connection
    await connection.close(timeout=DEADLINE)


# What it counts


async def fetch(connection: Connection) -> None:
    await connection.fetch("SELECT $1::integer", 1)


async def execute(connection: Connection) -> None:
    await connection.execute("SELECT 1")


async def execute_two(connection: Connection) -> None:
    await connection.execute("SELECT 1; SELECT 2")


async def transaction(connection: Connection) -> None:
    async with connection.transaction():
        await connection.fetch("SELECT 1")


async def rolled_back(connection: Connection) -> None:
    block = connection.transaction()
    await block.start()
    await block.rollback()


async def savepoint(connection: Connection) -> None:
    async with connection.transaction():
        await connection.execute("SAVEPOINT here")
        await connection.execute("RELEASE here")


async def many(connection: Connection) -> None:
    await connection.executemany("INSERT INTO numbers VALUES ($1)", [(1,), (2,), (3,)])


async def cursor(connection: Connection) -> None:
    async with connection.transaction():
        numbers = await connection.cursor("SELECT generate_series(1, 4)")
        await numbers.fetch(2)
        await numbers.fetch(2)


async def copy_in(connection: Connection) -> None:
    await connection.copy_to_table("numbers", source=BytesIO(b"1\n2\n"))


async def copy_much_in(connection: Connection) -> None:
    await connection.copy_records_to_table("numbers", records=((n,) for n in range(100_000)))


async def fail_at_once(connection: Connection) -> None:
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await connection.execute("SELEC")


async def fail_prepared(connection: Connection) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await connection.fetch("SELECT 1 / $1::integer", 0)


async def fail_copy(connection: Connection) -> None:
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await connection.copy_to_table("numbers", source=BytesIO(b"x\n"))


Case = Callable[[Connection], Awaitable[None]]

SERIES = "SELECT generate_series(1, 4)"
INSERT = "INSERT INTO numbers VALUES ($1)"
COPY = 'COPY "numbers" FROM STDIN'

CASES: list[tuple[Case, list[str], int]] = [
    (fetch, ["SELECT $1::integer"], 1),
    (execute, ["SELECT 1"], 1),
    (execute_two, ["SELECT 1; SELECT 2"], 1),
    (transaction, ["BEGIN;", "SELECT 1", "COMMIT;"], 3),
    (rolled_back, ["BEGIN;", "ROLLBACK;"], 2),
    (savepoint, ["BEGIN;", "SAVEPOINT here", "RELEASE here", "COMMIT;"], 4),
    (many, [INSERT, INSERT, INSERT], 1),
    (copy_in, [COPY], 1),
    (copy_much_in, [f"{COPY} (FORMAT binary)"], 1),
    (fail_at_once, ["SELEC"], 1),
    (fail_prepared, ["SELECT 1 / $1::integer"], 1),
    (fail_copy, [COPY], 1),
]


@pytest.mark.parametrize(("case", "statements", "round_trips"), CASES)
async def test_known_conversations_are_counted(
    observer: Observer,
    connection: Connection,
    case: Case,
    statements: list[str],
    round_trips: int,
) -> None:
    """What asyncpg is known to send, on a warm connection: each statement and each wait for it."""
    await case(connection)
    observer.restart()
    await case(connection)
    assert observer.recording.texts == statements
    assert observer.recording.round_trips == round_trips


async def test_the_first_use_of_a_statement_costs_a_round_trip_more(
    observer: Observer, connection: Connection
) -> None:
    """Before it can send the values, asyncpg waits for the types of the parameters."""
    await connection.fetch("SELECT $1::text", "a")
    assert (observer.recording.texts, observer.recording.round_trips) == (
        ["SELECT $1::text"],
        2,
    )


async def test_a_prepared_statement_is_noted_at_each_use(
    observer: Observer, connection: Connection
) -> None:
    """Its text is sent once; it is still known when only its name goes by."""
    prepared = await connection.prepare("SELECT $1::integer + 1")
    await prepared.fetch(1)
    observer.restart()
    for number in range(3):
        await prepared.fetch(number)
    assert observer.recording.texts == ["SELECT $1::integer + 1"] * 3
    assert observer.recording.round_trips == 3


async def test_each_part_read_from_a_cursor_is_noted(
    observer: Observer, connection: Connection
) -> None:
    """A server-side cursor asks again for every part."""
    await cursor(connection)
    assert observer.recording.texts == ["BEGIN;", SERIES, SERIES, "COMMIT;"]


async def test_opening_a_connection_is_not_counted(observer: Observer) -> None:
    """Greeting and password are no statements, and their waits no round trips of an operation."""
    connection = await asyncpg.connect(observer.url)
    await connection.close(timeout=DEADLINE)
    assert (observer.recording.texts, observer.recording.round_trips) == ([], 0)


@pytest.mark.parametrize("case", [fail_at_once, fail_prepared, fail_copy])
async def test_counting_goes_on_after_an_error(
    observer: Observer, connection: Connection, case: Case
) -> None:
    """The statement after a failed one is counted as on any other day."""
    await fetch(connection)
    await case(connection)
    observer.restart()
    await fetch(connection)
    assert observer.recording.texts == ["SELECT $1::integer"]
    assert observer.recording.round_trips == 1


async def test_a_statement_is_noted_on_one_line(observer: Observer, connection: Connection) -> None:
    """Indentation is the author's, not the server's."""
    await connection.execute("""
        SELECT 1,
            2""")
    assert observer.recording.texts == ["SELECT 1, 2"]


async def test_restart_begins_an_empty_recording(
    observer: Observer, connection: Connection
) -> None:
    """A recording that was taken before stays what it was."""
    await execute(connection)
    taken = observer.recording
    observer.restart()
    assert (observer.recording.texts, observer.recording.round_trips) == ([], 0)
    assert (taken.texts, taken.round_trips) == (["SELECT 1"], 1)


async def test_many_connections_add_up(observer: Observer, sql: Connection) -> None:
    """A hundred at once, each with a statement of its own under the same name."""
    if int(await sql.fetchval("SHOW max_connections")) < 2 * CONNECTIONS:
        pytest.skip("the server does not take that many connections")

    async def converse(number: int) -> list[int]:
        connection = await asyncpg.connect(observer.url)
        try:
            query = f"SELECT $1::integer + {number}"
            prepared = await connection.prepare(query, name="same")
            return [await prepared.fetchval(n) for n in range(20)]
        finally:
            await connection.close(timeout=DEADLINE)

    answers = await asyncio.gather(*map(converse, range(CONNECTIONS)))
    assert answers == [[n + number for n in range(20)] for number in range(CONNECTIONS)]
    assert sorted(observer.recording.texts) == sorted(
        f"SELECT $1::integer + {number}" for number in range(CONNECTIONS) for _ in range(20)
    )


# That nobody notices it


def socket_of(observer: Observer) -> Path:
    """Where the observer of a server on a Unix socket listens."""
    return Path(parse_qs(urlsplit(observer.url).query)["host"][0]) / ".s.PGSQL.5432"


async def test_a_long_text_comes_back_unchanged(connection: Connection) -> None:
    """A megabyte in characters of every length, there and back, in many chunks."""
    text = "a\u00e9\u20ac\U0001f600" * (MEGABYTE // 10)
    assert await connection.fetchval("SELECT $1::text", text) == text


async def test_any_bytes_come_back_unchanged(observer: Observer, connection: Connection) -> None:
    """Bytes that look like frames are none, and what follows them is still counted."""
    value = os.urandom(MEGABYTE) + b"Q\0\0\0\x09oops\0Z\0\0\0\x05I"
    assert await connection.fetchval("SELECT $1::bytea", value) == value
    observer.restart()
    await execute(connection)
    assert (observer.recording.texts, observer.recording.round_trips) == (["SELECT 1"], 1)


async def test_many_rows_arrive(connection: Connection) -> None:
    """None is lost and none comes twice, in order."""
    rows = await connection.fetch("SELECT generate_series(1, 50000)")
    assert [number for [number] in rows] == [*range(1, 50_001)]


async def test_a_hundred_megabytes_pass(observer: Observer, connection: Connection) -> None:
    """In both directions, and the observer does not keep them."""
    text = os.urandom(MEGABYTE // 2).hex()
    for _ in range(HUNDRED):
        await connection.execute("SELECT 1 WHERE length($1::text) = 0", text)
    async with connection.transaction():
        cursor = connection.cursor("SELECT $1 FROM generate_series(1, $2::int)", text, HUNDRED)
        assert [len(row[0]) async for row in cursor] == [MEGABYTE] * HUNDRED
    recording = observer.recording
    assert recording.bytes_sent > HUNDRED * MEGABYTE
    assert recording.bytes_received > HUNDRED * MEGABYTE
    assert max(map(len, recording.texts)) < MEGABYTE


async def test_copied_rows_arrive(connection: Connection) -> None:
    """COPY is no query and answer, yet it passes as well."""
    await copy_much_in(connection)
    assert await connection.fetchval("SELECT count(*) FROM numbers") == 100_000


async def test_a_cancellation_reaches_the_server(connection: Connection) -> None:
    """It comes by a connection of its own, which begins unlike any other."""
    with pytest.raises(TimeoutError):
        await connection.fetch("SELECT pg_sleep(60)", timeout=0.05)
    assert await connection.fetchval("SELECT 1") == 1


async def test_the_end_of_a_backend_reaches_the_client(
    observer: Observer, database_url: str
) -> None:
    """Who waits for an answer that will never come learns so at once."""
    victim = await asyncpg.connect(observer.url)
    waiting = asyncio.create_task(victim.execute("SELECT pg_sleep(60)"))
    direct = await asyncpg.connect(database_url)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1"
    assert await direct.fetchval(end, victim.get_server_pid())
    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.ConnectionDoesNotExistError)):
        await waiting
    await direct.close()


async def test_the_end_of_a_client_reaches_the_server(
    observer: Observer, database_url: str
) -> None:
    """No backend stays behind for a client that is gone."""
    client = await asyncpg.connect(observer.url)
    pid = client.get_server_pid()
    client.terminate()
    direct = await asyncpg.connect(database_url)
    while await direct.fetchval("SELECT true FROM pg_stat_activity WHERE pid = $1", pid):
        pass
    await direct.close()


async def test_leaving_the_block_ends_what_is_still_open(database_url: str) -> None:
    """A forgotten connection does not keep the observer, and learns that it is over."""
    async with observe(database_url) as observer:
        forgotten = await asyncpg.connect(observer.url)
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await forgotten.execute("SELECT 1")
    assert not socket_of(observer).parent.exists()


async def test_no_server_behind_it_is_an_error_at_once(tmp_path: Path) -> None:
    """The client is told by the end of its connection, not left to wait for its own deadline."""
    async with observe(f"postgresql:///x?host={tmp_path}") as observer:
        with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)) as caught:
            await asyncpg.connect(observer.url, timeout=2)
        assert not isinstance(caught.value, TimeoutError)


async def test_two_observers_do_not_hear_each_other(database_url: str) -> None:
    """Each has a socket of its own."""
    async with observe(database_url) as first, observe(database_url) as second:
        connection = await asyncpg.connect(first.url)
        await execute(connection)
        await connection.close()
    assert (first.recording.texts, second.recording.texts) == (["SELECT 1"], [])


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:secret@example.org:5433/tasks",
        "postgres://ann:p%40ss@[::1]/tasks",
        "postgresql://ann:secret@/tasks?host=/run/postgresql",
    ],
)
async def test_the_way_through_differs_only_in_the_place(url: str) -> None:
    """User, password and database stay; the place becomes the observer's own socket."""
    async with observe(url) as observer:
        given, through = urlsplit(url), urlsplit(observer.url)
    for part in ("scheme", "username", "password", "path"):
        assert getattr(through, part) == getattr(given, part)
    assert (through.hostname, through.port) != (given.hostname, given.port) or not given.hostname
    assert "/run/postgresql" not in through.query
