"""Limits and refusals of the server: each is its own error, and costs no connection it need not."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import pytest

from shared.domain import NewTask
from shared.errors import (
    ConnectionLost,
    LockNotAvailable,
    ReadOnly,
    RepositoryError,
    StatementTimeout,
    Unavailable,
)
from shared.postgres import Server
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import (
    DEADLINE,
    locked_tasks,
    on_insert,
    server_default,
    sessions_of,
    until_blocked,
    until_gone,
)
from tests.faults.health import assert_healthy

SCOPES = ["transaction", "autocommit"]
FIRST_WITH_TRANSACTION_TIMEOUT = 17
TRANSACTION_TIMEOUT = "PERFORM set_config('transaction_timeout', '{milliseconds}', true)"
FULL = NewTask("x", external_id="T-1")
INSERTS: Mapping[str, Callable[[Repository], Awaitable[object]]] = {
    "add_task": lambda repository: repository.add_task(FULL),
    "add_tasks": lambda repository: repository.add_tasks([FULL]),
    "load_tasks": lambda repository: repository.load_tasks([FULL]),
    "import_tasks": lambda repository: repository.import_tasks([FULL]),
}


@pytest.fixture
async def task_id(sql: Sql) -> int:
    """A task that is there, written by plain SQL."""
    stored: int = await sql.fetchval("INSERT INTO tasks (title) VALUES ('x') RETURNING id")
    return stored


async def edit(block: AbstractAsyncContextManager[Repository], task_id: int) -> None:
    """Give the task another title, in that block."""
    async with block as repository:
        await repository.edit_task(task_id, title="edited")


async def title_of(sql: Sql, task_id: int) -> str:
    """What is committed."""
    title: str = await sql.fetchval("SELECT title FROM tasks WHERE id = $1", task_id)
    return title


# Statements that are ended: the connection stays


async def test_a_statement_past_its_limit_costs_no_connection(
    database: Database, sql: Sql, application_name: str, task_id: int
) -> None:
    """StatementTimeout, which is not retryable; the very session goes on serving."""
    before = await sessions_of(sql, application_name)
    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        with pytest.raises(StatementTimeout) as caught:
            await edit(database.transaction(statement_timeout=0.05), task_id)
    assert not caught.value.retryable
    await edit(database.transaction(), task_id)
    assert await title_of(sql, task_id) == "edited"
    assert (await sessions_of(sql, application_name), len(before)) == (before, 1)


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_statement_that_an_operator_cancels_costs_no_connection(
    database: Database, sql: Sql, application_name: str, task_id: int, scope: str
) -> None:
    """The same as a time limit: StatementTimeout, and the very session goes on serving."""
    before = await sessions_of(sql, application_name)
    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        waiting = asyncio.create_task(edit(getattr(database, scope)(), task_id))
        await until_blocked(sql)
        await sql.execute("SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) pid", before)
        with pytest.raises(StatementTimeout):
            await waiting
    await edit(getattr(database, scope)(), task_id)
    assert await title_of(sql, task_id) == "edited"
    assert (await sessions_of(sql, application_name), len(before)) == (before, 1)


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_lock_that_is_not_waited_for_costs_no_connection(
    database: Database, sql: Sql, application_name: str, task_id: int, scope: str
) -> None:
    """NOWAIT on a row that somebody has: LockNotAvailable, and trying again can help."""
    before = await sessions_of(sql, application_name)

    async def add_project() -> None:
        async with getattr(database, scope)() as repository:
            await repository.add_project("x")

    async with on_insert(sql, "projects", "PERFORM FROM tasks FOR UPDATE NOWAIT"):
        async with asyncio.timeout(DEADLINE), locked_tasks(sql):
            with pytest.raises(LockNotAvailable) as caught:
                await add_project()
        assert caught.value.retryable
        await add_project()
    assert (await sessions_of(sql, application_name), len(before)) == (before, 1)


# Transactions that are ended: the connection is gone


async def test_a_transaction_that_idles_too_long_costs_its_connection_only(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """The next call raises ConnectionLost, nothing is kept, and the pool fills up again."""

    async def idle(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            await until_gone(sql, application_name)
            await repository.count_tasks()

    async with open_database(idle_in_transaction_timeout=0.2) as database:
        with pytest.raises(ConnectionLost):
            await idle(database)
        assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
        await assert_healthy(database, sql, application_name)


@pytest.fixture
def transaction_timeout(server: Server) -> str:
    """The PL/pgSQL that limits the transaction it is run in."""
    if int(server.version.split(".")[0]) < FIRST_WITH_TRANSACTION_TIMEOUT:
        pytest.skip("this Postgres has no transaction_timeout, which came with version 17")
    return TRANSACTION_TIMEOUT.format(milliseconds=50)


async def test_a_transaction_past_its_limit_between_calls_costs_its_connection_only(
    database: Database, sql: Sql, application_name: str, transaction_timeout: str
) -> None:
    """transaction_timeout strikes while nothing is asked: the next call raises ConnectionLost."""

    async def dawdle() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            await until_gone(sql, application_name)
            await repository.count_tasks()

    async with on_insert(sql, "tasks", transaction_timeout):
        with pytest.raises(ConnectionLost):
            await dawdle()
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_a_transaction_past_its_limit_in_a_call_costs_its_connection_only(
    database: Database, sql: Sql, task_id: int, transaction_timeout: str
) -> None:
    """transaction_timeout strikes in a statement: that call raises ConnectionLost."""

    async def wait_for_the_lock() -> None:
        async with database.transaction() as repository:
            await repository.add_project("x")
            await repository.edit_task(task_id, title="edited")

    async with (
        on_insert(sql, "projects", transaction_timeout),
        asyncio.timeout(DEADLINE),
        locked_tasks(sql),
    ):
        with pytest.raises(ConnectionLost):
            await wait_for_the_lock()
    assert await sql.fetchval("SELECT count(*) FROM projects") == 0
    assert await title_of(sql, task_id) == "x"


# Refusals


async def test_a_write_in_a_read_only_transaction_costs_no_connection(
    database: Database, sql: Sql, application_name: str
) -> None:
    """ReadOnly, and the very session may write in its next block."""
    before = await sessions_of(sql, application_name)
    with pytest.raises(ReadOnly):
        async with database.transaction(read_only=True) as repository:
            await repository.add_task(NewTask("x"))
    async with database.transaction() as repository:
        await repository.add_task(NewTask("y"))
    assert await sql.fetchval("SELECT title FROM tasks") == "y"
    assert (await sessions_of(sql, application_name), len(before)) == (before, 1)


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_write_on_a_read_only_server_raises_read_only(
    open_database: Open, sql: Sql, scope: str
) -> None:
    """Where every session reads only, as on a standby, trying again does not help."""
    async with (
        server_default(sql, "default_transaction_read_only", "on"),
        open_database() as database,
    ):
        with pytest.raises(ReadOnly) as caught:
            async with getattr(database, scope)() as repository:
                await repository.add_task(NewTask("x"))
        assert not caught.value.retryable
        assert database.pool_status().in_use == 0
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@pytest.fixture
async def powerless(sql: Sql) -> AsyncIterator[None]:
    """Sessions that begin now have a role that may read tasks and nothing else."""
    role = f"workbook_{secrets.token_hex(4)}"
    async with AsyncExitStack() as stack:
        await sql.execute(f"CREATE ROLE {role}; GRANT SELECT ON tasks TO {role}")
        stack.push_async_callback(sql.execute, f"DROP OWNED BY {role}; DROP ROLE {role}")
        await stack.enter_async_context(server_default(sql, "role", role))
        yield


@pytest.mark.usefixtures("powerless")
@pytest.mark.parametrize("insert", INSERTS)
async def test_a_missing_permission_is_told_in_the_words_of_postgres(
    open_database: Open, sql: Sql, insert: str
) -> None:
    """The error says what was refused on which table, and that no other try will help."""
    async with open_database() as database:
        with pytest.raises(RepositoryError, match=r"permission denied for .*tasks") as caught:
            async with database.transaction() as repository:
                await INSERTS[insert](repository)
        assert type(caught.value) is RepositoryError
        assert not caught.value.retryable
        async with database.transaction() as repository:
            assert await repository.count_tasks() == 0


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("insert", INSERTS)
async def test_a_full_disk_raises_unavailable(
    database: Database, sql: Sql, scope: str, insert: str
) -> None:
    """Nothing is kept; the same call succeeds once there is room."""

    async def store() -> None:
        async with getattr(database, scope)() as repository:
            await INSERTS[insert](repository)

    async with on_insert(sql, "tasks", "RAISE 'no room' USING ERRCODE = 'disk_full'"):
        with pytest.raises(Unavailable) as caught:
            await store()
    assert caught.value.retryable
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0
    await store()
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1
