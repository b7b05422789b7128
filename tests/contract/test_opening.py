"""Promises about a `Database`: opening and closing it, its pool, and the sessions it begins."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.domain import NewTask, PoolStatus
from shared.errors import Closed, InvalidInput, PoolExhausted, RepositoryError, Unavailable
from shared.postgres import Server
from shared.postgres import database_url as url_of
from shared.protocol import Database, Repository
from shared.settings import Driver, Settings
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import (
    DEADLINE,
    new_application_name,
    on_insert,
    server_default,
    sessions_of,
    until_gone,
)

SCOPES = ["transaction", "autocommit"]
AT_ONCE = 3.0
"""Seconds that something may take which does not wait; the limits it could wait for are longer."""

NOWHERE = "postgresql://nobody@localhost/nothing"


async def open_and_leave(database: Any) -> None:
    """Enter the block of a database, which is not expected to get that far."""
    async with database:
        pass


async def refused_field(database: Any) -> str | None:
    """The setting because of which the database cannot be opened; None if it can."""
    try:
        await open_and_leave(database)
    except InvalidInput as error:
        return error.field
    return None


async def count(database: Database, scope: str = "transaction") -> int:
    """Use the database once, in a block of its own."""
    async with getattr(database, scope)() as repository:
        tasks: int = await repository.count_tasks()
        return tasks


async def in_another_loop(work: Callable[[], Coroutine[Any, Any, object]]) -> object:
    """What `work` gives, or raises, in a thread with an event loop of its own."""
    return await asyncio.to_thread(asyncio.run, work())


@asynccontextmanager
async def session_settings_as_names(sql: Sql) -> AsyncIterator[None]:
    """In this block a project that is added gets as its name the setting that it is named after.

    So a test sees the settings of the very session that the repository has.
    """
    async with on_insert(sql, "projects", "NEW.name := current_setting(NEW.name)"):
        yield


# Opening


async def test_an_open_database_can_be_used(open_database: Open) -> None:
    """Nothing else is needed first."""
    async with open_database() as database:
        assert await count(database) == 0


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A TCP port of this machine that nobody listens at."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


async def test_a_port_where_nobody_listens_raises_unavailable_at_once(
    open_database: Open, closed_port: int
) -> None:
    """That no server is there is found out by opening, not by the first statement."""
    url = f"postgresql://postgres@127.0.0.1:{closed_port}/postgres"
    async with asyncio.timeout(AT_ONCE):
        with pytest.raises(Unavailable) as caught:
            await open_and_leave(open_database(url=url))
    assert caught.value.__cause__ is not None


async def test_a_socket_that_is_not_there_raises_unavailable_at_once(
    open_database: Open, tmp_path: Path
) -> None:
    """So it is with a Unix socket."""
    url = f"postgresql://postgres@/postgres?host={tmp_path}"
    async with asyncio.timeout(AT_ONCE):
        with pytest.raises(Unavailable):
            await open_and_leave(open_database(url=url))


async def test_a_host_without_a_name_raises_unavailable(open_database: Open) -> None:
    """A name that leads nowhere (.invalid never does) is a server that cannot be reached."""
    with pytest.raises(Unavailable):
        await open_and_leave(open_database(url="postgresql://postgres@host.invalid/postgres"))


async def test_a_server_that_does_not_answer_raises_unavailable(open_database: Open) -> None:
    """A connection that is accepted but never answered is given up after `connect_timeout`."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with silent, asyncio.timeout(AT_ONCE / 2):
        port = silent.sockets[0].getsockname()[1]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with pytest.raises(Unavailable):
            await open_and_leave(open_database(url=url, connect_timeout=0.1))


async def test_a_database_that_does_not_exist_raises_unavailable_at_once(
    open_database: Open, server: Server
) -> None:
    """The server answers, and says no."""
    async with asyncio.timeout(AT_ONCE):
        with pytest.raises(Unavailable):
            await open_and_leave(open_database(url=url_of(server.url, "no_such_database")))


async def test_a_driver_is_spoken_or_refused_as_invalid_input(open_database: Open) -> None:
    """A way that does not speak a driver names the setting; there is one at least that it does."""
    refused = [await refused_field(open_database(driver=driver)) for driver in get_args(Driver)]
    assert None in refused
    assert set(refused) <= {None, "driver"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "host=localhost"),
        ("url", "postgresql+asyncpg://localhost/tasks"),
        ("driver", "psycopg2"),
        ("pool_size", 0),
        ("pool_size", -1),
        ("connect_timeout", 0),
        ("acquire_timeout", -1),
        ("statement_timeout", 0),
        ("statement_timeout", float("nan")),
        ("statement_timeout", float("inf")),
        ("statement_timeout", 2**31),
        ("lock_timeout", -0.5),
        ("idle_in_transaction_timeout", 0),
        ("close_timeout", 0),
        ("statement_cache_size", -1),
        ("application_name", "nul\0"),
    ],
)
def test_a_setting_that_cannot_work_is_invalid_input(field: str, value: Any) -> None:
    """It is refused when the settings are made, and named."""
    with pytest.raises(InvalidInput, match=field) as caught:
        Settings(**{"url": NOWHERE, field: value})
    assert caught.value.field == field


# Closing


async def test_leaving_closes_every_connection(open_database: Open, sql: Sql) -> None:
    """Postgres has no session of it any more."""
    name = new_application_name()
    async with open_database(application_name=name) as database:
        async with database.transaction(), database.autocommit() as repository:
            await repository.count_tasks()
        assert len(await sessions_of(sql, name)) >= 1
    await until_gone(sql, name)


async def test_leaving_a_database_that_is_not_in_use_does_not_wait(open_database: Open) -> None:
    """The limit for closing is for those who are still at work, and here nobody is."""
    async with asyncio.timeout(AT_ONCE):
        async with open_database(close_timeout=DEADLINE) as database:
            await count(database, "transaction")
            await count(database, "autocommit")


async def test_leaving_by_an_exception_closes_every_connection_too(
    open_database: Open, sql: Sql
) -> None:
    """The exception goes on as it is."""
    name = new_application_name()
    reason = ValueError("mine")

    async def work() -> None:
        async with open_database(application_name=name) as database:
            await count(database)
            raise reason

    with pytest.raises(ValueError, match="mine") as caught:
        await work()
    assert caught.value is reason
    await until_gone(sql, name)


async def test_leaving_waits_for_a_block_that_ends_in_time(open_database: Open, sql: Sql) -> None:
    """Work that is under way is finished in good order."""
    begun, closing = asyncio.Event(), asyncio.Event()

    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            begun.set()
            await closing.wait()
            await repository.add_task(NewTask("x"))

    async with asyncio.timeout(DEADLINE):
        async with open_database(close_timeout=DEADLINE) as database:
            under_way = asyncio.create_task(work(database))
            await begun.wait()
            asyncio.get_running_loop().call_soon(closing.set)
        await under_way
    assert await sql.fetchval("SELECT title FROM tasks") == "x"


async def test_leaving_cuts_a_connection_that_is_still_in_use(
    open_database: Open, sql: Sql
) -> None:
    """Who goes on for longer is not waited for: nothing of that block is kept."""
    name = new_application_name()
    begun, closed = asyncio.Event(), asyncio.Event()

    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            begun.set()
            await closed.wait()
            await repository.add_task(NewTask("y"))

    async with asyncio.timeout(AT_ONCE):
        async with open_database(application_name=name, close_timeout=0.05) as database:
            under_way = asyncio.create_task(work(database))
            await begun.wait()
        await until_gone(sql, name)
        closed.set()
        with pytest.raises(RepositoryError):
            await under_way
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_database_that_was_left_raises_closed(open_database: Open, scope: str) -> None:
    """It cannot be used again; another one can be opened."""
    async with open_database() as database:
        pass
    with pytest.raises(Closed):
        await count(database, scope)
    async with open_database() as another:
        assert await count(another, scope) == 0


# Another event loop


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_database_raises_closed_in_another_event_loop(
    database: Database, scope: str
) -> None:
    """Its connections belong to the loop in which they were opened."""
    with pytest.raises(Closed):
        await in_another_loop(lambda: count(database, scope))
    assert await count(database, scope) == 0


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_repository_raises_closed_in_another_event_loop(
    database: Database, sql: Sql, scope: str
) -> None:
    """So does a repository; in its own loop it goes on and commits."""

    async def add_elsewhere(repository: Repository) -> None:
        with pytest.raises(Closed):
            await in_another_loop(lambda: repository.add_task(NewTask("elsewhere")))

    async with getattr(database, scope)() as repository:
        await add_elsewhere(repository)
        await repository.add_task(NewTask("here"))
    assert [row["title"] for row in await sql.fetch("SELECT title FROM tasks")] == ["here"]


# The pool


async def test_the_pool_status_of_an_unused_database(open_database: Open) -> None:
    """Opening makes one connection, which is free; the limit is the setting."""
    async with open_database(pool_size=7) as database:
        assert database.pool_status() == PoolStatus(open=1, in_use=0, limit=7)


async def test_the_pool_status_counts_what_is_in_use(open_database: Open) -> None:
    """Each block has a connection, opened on demand; afterwards they are kept, and free."""
    statuses = []
    async with open_database(pool_size=3) as database:
        async with database.transaction() as one:
            await one.count_tasks()
            statuses.append(database.pool_status())
            async with database.autocommit() as other:
                await other.count_tasks()
                statuses.append(database.pool_status())
        statuses.append(database.pool_status())
    assert statuses == [
        PoolStatus(open=1, in_use=1, limit=3),
        PoolStatus(open=2, in_use=2, limit=3),
        PoolStatus(open=2, in_use=0, limit=3),
    ]


async def test_a_connection_is_used_again(open_database: Open, sql: Sql) -> None:
    """One block after another needs one session."""
    name = new_application_name()
    async with open_database(application_name=name) as database:
        before = await sessions_of(sql, name)
        for scope in SCOPES * 2:
            await count(database, scope)
        assert (await sessions_of(sql, name), len(before)) == (before, 1)


@pytest.mark.parametrize("scope", SCOPES)
async def test_no_free_connection_raises_pool_exhausted_in_time(
    open_database: Open, scope: str
) -> None:
    """Who asks for more than there are waits for as long as the setting says; it may try again."""
    async with open_database(pool_size=1, acquire_timeout=0.05) as database:
        async with database.transaction() as repository, asyncio.timeout(AT_ONCE):
            await repository.count_tasks()
            with pytest.raises(PoolExhausted) as caught:
                await count(database, scope)
        assert caught.value.retryable
        assert await count(database, scope) == 0


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_block_that_waits_gets_the_connection_that_is_given_back(
    open_database: Open, scope: str
) -> None:
    """Waiting ends with the block that had the last one."""
    async with open_database(pool_size=1) as database, asyncio.timeout(AT_ONCE):
        async with database.transaction() as repository:
            waiting = asyncio.create_task(count(database, scope))
            await repository.count_tasks()
            assert not waiting.done()
        assert await waiting == 0


async def test_there_are_never_more_connections_than_the_pool_size(
    open_database: Open, sql: Sql
) -> None:
    """Twenty blocks at once share three sessions."""
    name = new_application_name()
    async with open_database(pool_size=3, application_name=name) as database:
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(*(count(database, SCOPES[n % 2]) for n in range(20)))
        assert len(await sessions_of(sql, name)) == 3
        assert database.pool_status() == PoolStatus(open=3, in_use=0, limit=3)


async def test_a_block_that_stops_waiting_takes_no_connection_along(open_database: Open) -> None:
    """Cancelled while it waits, it leaves the pool as it was."""
    async with open_database(pool_size=1) as database, asyncio.timeout(AT_ONCE):
        async with database.transaction() as repository:
            waiting = asyncio.create_task(count(database))
            await repository.count_tasks()
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
        assert waiting.cancelled()
        assert database.pool_status() == PoolStatus(open=1, in_use=0, limit=1)
        assert await count(database) == 0


# The session


@pytest.mark.parametrize(
    "name", ["workbook", "night shift", "it's", 'a "b"', "back\\slash", "per%cent"]
)
async def test_the_application_name_is_that_of_the_settings(
    open_database: Open, sql: Sql, name: str
) -> None:
    """It is what an operator sees, to the letter."""
    async with (
        session_settings_as_names(sql),
        open_database(application_name=name) as database,
        database.autocommit() as repository,
    ):
        await repository.add_project("application_name")
    assert await sql.fetchval("SELECT name FROM projects") == name


@pytest.mark.parametrize(
    ("field", "setting"),
    [
        ("statement_timeout", "statement_timeout"),
        ("lock_timeout", "lock_timeout"),
        ("idle_in_transaction_timeout", "idle_in_transaction_session_timeout"),
    ],
)
@pytest.mark.parametrize("scope", SCOPES)
async def test_the_server_keeps_the_time_limits_of_the_settings(
    open_database: Open, sql: Sql, scope: str, field: str, setting: str
) -> None:
    """Each of them is set in the session, in seconds as given."""
    async with (
        session_settings_as_names(sql),
        open_database(**{field: 12.345}) as database,
        getattr(database, scope)() as repository,
    ):
        await repository.add_project(setting)
    assert await sql.fetchval("SELECT name FROM projects") == "12345ms"


async def test_a_time_limit_below_a_millisecond_is_not_switched_off(
    open_database: Open, sql: Sql
) -> None:
    """The server takes 0 for no limit: the shortest one is what is meant."""
    async with (
        session_settings_as_names(sql),
        open_database(lock_timeout=0.0001) as database,
        database.autocommit() as repository,
    ):
        await repository.add_project("lock_timeout")
    assert await sql.fetchval("SELECT name FROM projects") == "1ms"


async def test_times_are_read_in_utc_whatever_the_server_prefers(
    open_database: Open, sql: Sql
) -> None:
    """Both drivers give the same datetime, also where the server's own zone is another."""
    await sql.execute("INSERT INTO tasks (title, due_at) VALUES ('x', '2030-01-02 03:04:05+00')")
    async with (
        server_default(sql, "timezone", "Asia/Tokyo"),
        open_database() as database,
        database.autocommit() as repository,
    ):
        [task] = await repository.list_tasks()
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2030-01-02T03:04:05+00:00"


@pytest.mark.parametrize("scope", SCOPES)
async def test_without_a_statement_cache_no_statement_is_kept_in_the_session(
    open_database: Open, sql: Sql, scope: str
) -> None:
    """A size of 0 is for poolers that know no named statements: the session has none, ever."""
    action = "NEW.name := (SELECT count(*) FROM pg_prepared_statements)"
    async with (
        on_insert(sql, "projects", action),
        open_database(statement_cache_size=0) as database,
        getattr(database, scope)() as repository,
    ):
        await repository.count_tasks()
        await repository.add_project("?")
    assert await sql.fetchval("SELECT name FROM projects") == "0"
