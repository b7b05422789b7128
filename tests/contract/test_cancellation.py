"""What a cancelled call leaves behind: an end for its block, and nothing in the way of others."""

from __future__ import annotations

import asyncio

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, TransactionAborted
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, locked_tasks, until_blocked

STORED = "INSERT INTO tasks (title) VALUES ('x') RETURNING id"


async def be_cancelled(repository: Repository, sql: Sql, task_id: int) -> None:
    """Cancel a call while Postgres works on it."""
    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        call = asyncio.create_task(repository.edit_task(task_id, title="edited"))
        await until_blocked(sql)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_a_cancelled_call_raises_cancelled_error(database: Database, sql: Sql) -> None:
    """Cancellation is never turned into an error of the repository."""
    task_id = await sql.fetchval(STORED)
    async with database.autocommit() as repository:
        await be_cancelled(repository, sql, task_id)


async def test_after_a_cancelled_call_a_transaction_is_not_committed(
    database: Database, sql: Sql
) -> None:
    """How far Postgres had come is not known: leaving the block raises TransactionAborted."""
    task_id = await sql.fetchval(STORED)

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            await be_cancelled(repository, sql, task_id)

    with pytest.raises(TransactionAborted):
        await work()
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == ["x"]


async def test_after_a_cancelled_call_a_transaction_refuses_the_next(
    database: Database, sql: Sql
) -> None:
    """Going on in the same transaction raises TransactionAborted too."""
    task_id = await sql.fetchval(STORED)

    async def work() -> None:
        async with database.transaction() as repository:
            await be_cancelled(repository, sql, task_id)
            await repository.count_tasks()
            pytest.fail("the call was let through")

    with pytest.raises(TransactionAborted):
        await work()


async def test_after_a_cancelled_call_autocommit_refuses_the_next_and_ends_cleanly(
    database: Database, sql: Sql
) -> None:
    """The connection is given up; what was done before is kept, this call is done or not."""
    task_id = await sql.fetchval(STORED)
    async with database.autocommit() as repository:
        await repository.add_task(NewTask("kept"))
        await be_cancelled(repository, sql, task_id)
        with pytest.raises(ConnectionLost) as caught:
            await repository.count_tasks()
    assert caught.value.retryable
    assert await sql.fetchval("SELECT title FROM tasks WHERE id <> $1", task_id) == "kept"


async def test_after_a_cancelled_call_the_next_block_works(open_database: Open, sql: Sql) -> None:
    """The pool gives its place to a new connection."""
    task_id = await sql.fetchval(STORED)
    async with open_database(pool_size=1) as database:
        async with database.autocommit() as repository:
            await be_cancelled(repository, sql, task_id)
        async with database.transaction() as repository:
            await repository.edit_task(task_id, title="edited")
    assert await sql.fetchval("SELECT title FROM tasks") == "edited"
