"""Promises about connections that break: an error of the contract, and then work goes on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, OutcomeUnknown, RepositoryError, Unavailable
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import (
    DEADLINE,
    locked_tasks,
    new_application_name,
    terminate_sessions,
    until_blocked,
    until_gone,
)
from tests.left_open import OPEN_CURSOR

SCOPES = ["transaction", "autocommit"]


@dataclass(frozen=True, slots=True)
class Link:
    """A database on one connection, which `cut` breaks from the server's side."""

    database: Database
    name: str
    sql: Sql

    async def cut(self) -> None:
        """End the session, and return when it is gone."""
        await terminate_sessions(self.sql, self.name)


@pytest.fixture
async def link(open_database: Open, sql: Sql) -> AsyncIterator[Link]:
    """The way under test, on one connection that can be cut."""
    name = new_application_name()
    async with open_database(pool_size=1, application_name=name) as database:
        yield Link(database, name, sql)


async def works_again(database: Database) -> bool:
    """Whether a block works, at the latest after the pool has noticed what it has lost."""
    for _ in range(2):
        try:
            async with database.transaction() as repository:
                await repository.count_tasks()
        except Unavailable:
            continue
        return True
    return False


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_connection_lost_between_two_calls_raises_connection_lost(
    link: Link, scope: str
) -> None:
    """The next call finds out; trying again can help."""

    async def work() -> None:
        async with getattr(link.database, scope)() as repository:
            await repository.count_tasks()
            await link.cut()
            await repository.count_tasks()

    with pytest.raises(ConnectionLost) as caught:
        await work()
    assert caught.value.retryable
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    ("scope", "error"), [("transaction", ConnectionLost), ("autocommit", OutcomeUnknown)]
)
async def test_a_connection_lost_during_a_write_tells_whether_it_may_be_done(
    link: Link, sql: Sql, scope: str, error: type[RepositoryError]
) -> None:
    """In a transaction it is undone with it; by itself it may have been committed."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('x') RETURNING id")

    async def work() -> None:
        async with getattr(link.database, scope)() as repository:
            await repository.edit_task(task_id, title="edited")

    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        waiting = asyncio.create_task(work())
        await until_blocked(sql)
        await link.cut()
        with pytest.raises(error) as caught:
            await waiting
    assert caught.value.retryable == (error is ConnectionLost)


@pytest.mark.parametrize("scope", SCOPES)
async def test_after_a_connection_was_lost_in_a_block_the_next_block_works(
    link: Link, scope: str
) -> None:
    """The pool lets go of what is broken and opens another connection."""

    async def work() -> None:
        async with getattr(link.database, scope)() as repository:
            await repository.count_tasks()
            await link.cut()
            await repository.count_tasks()

    with pytest.raises(ConnectionLost):
        await work()
    assert await works_again(link.database)
    assert link.database.pool_status().in_use == 0


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_connection_lost_in_the_pool_costs_one_block_at_most(
    link: Link, scope: str
) -> None:
    """Lost while nobody used it: the first block may find out, and the second one works."""
    async with getattr(link.database, scope)() as repository:
        await repository.count_tasks()
    await link.cut()
    assert await works_again(link.database)


async def test_nothing_is_kept_of_a_transaction_whose_connection_was_lost(
    link: Link, sql: Sql
) -> None:
    """Leaving the block cleanly all the same raises: what was done is not there."""

    async def work() -> None:
        async with link.database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            await link.cut()

    with pytest.raises(RepositoryError):
        await work()
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_an_exception_of_the_caller_goes_on_though_the_connection_is_lost(
    link: Link,
) -> None:
    """That rolling back fails as well hides nothing."""
    reason = ValueError("mine")

    async def work() -> None:
        async with link.database.transaction() as repository:
            await repository.count_tasks()
            await link.cut()
            raise reason

    with pytest.raises(ValueError, match="mine") as caught:
        await work()
    assert caught.value is reason


async def test_a_connection_lost_in_a_savepoint_raises_connection_lost(link: Link) -> None:
    """The savepoint cannot be undone and the block cannot be saved, but the error is the same."""

    async def work() -> None:
        async with link.database.transaction() as repository, repository.savepoint():
            await repository.count_tasks()
            await link.cut()
            await repository.count_tasks()

    with pytest.raises(ConnectionLost):
        await work()
    assert await works_again(link.database)


@pytest.mark.filterwarnings(OPEN_CURSOR)
async def test_a_connection_lost_in_a_stream_raises_connection_lost(link: Link, sql: Sql) -> None:
    """A stream that cannot go on says so; it does not end as if there were no more."""
    statement = "INSERT INTO tasks (title) SELECT repeat('x', 255) FROM generate_series(1, 5000)"
    await sql.execute(statement)
    seen: list[int] = []

    async def work() -> None:
        async with link.database.transaction() as repository:
            async for task in repository.stream_tasks():
                if not seen:
                    await link.cut()
                seen.append(task.id)

    with pytest.raises(ConnectionLost):
        await work()
    assert len(seen) < 5_000
    gc.collect()  # a cursor without a connection cannot be closed: psycopg warns, and may do so now


async def test_a_transaction_that_idles_past_its_limit_raises_connection_lost(
    open_database: Open, sql: Sql
) -> None:
    """The server ends who holds a transaction open and asks nothing; the next call finds out."""
    name = new_application_name()

    async def idle(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.count_tasks()
            await until_gone(sql, name)
            await repository.count_tasks()

    async with open_database(application_name=name, idle_in_transaction_timeout=0.3) as database:
        with pytest.raises(ConnectionLost):
            await idle(database)
        assert await works_again(database)
