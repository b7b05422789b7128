"""The schema changes under statements that are prepared already: at worst one try is lost.

These tests have a database of their own, so that nobody else's statements go out of date.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack

import asyncpg
import pytest

from shared.domain import NewTask
from shared.errors import Unavailable
from shared.postgres import Server
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.conftest import migrated_database
from tests.contract.conftest import Scope, Sql
from tests.contract.obstacles import DEADLINE

Change = Callable[[], Awaitable[object]]

SCOPES = ["transaction", "autocommit"]
ANOTHER_TYPE = "another type"
CHANGES: Mapping[str, tuple[str, str]] = {
    ANOTHER_TYPE: (
        "ALTER TABLE tasks ALTER title TYPE varchar(300)",
        "ALTER TABLE tasks ALTER title TYPE varchar(255)",
    ),
    "a new column": (
        "ALTER TABLE tasks ADD COLUMN more integer NOT NULL DEFAULT 7",
        "ALTER TABLE tasks DROP COLUMN more",
    ),
}
"""What a second session does to the table, and how it is undone."""


async def stream(repository: Repository) -> None:
    async for task in repository.stream_tasks():
        assert task.title == "x"


CALLS: Mapping[str, Callable[[Repository], Awaitable[object]]] = {
    "add_task": lambda repository: repository.add_task(NewTask("x")),
    "list_tasks": lambda repository: repository.list_tasks(),
    "stream_tasks": stream,
    "claim_task": lambda repository: repository.claim_task("Ann"),
}
"""Calls whose result has the columns of a task."""


@pytest.fixture(scope="module")
async def database_url(server: Server) -> AsyncIterator[str]:
    """A migrated database for this file alone."""
    async with migrated_database(server) as url:
        yield url


@pytest.fixture(scope="module")
async def sql(database_url: str) -> AsyncIterator[Sql]:
    """The other door to it."""
    connection = await asyncpg.connect(database_url, server_settings={"lock_timeout": "5s"})
    yield connection
    await connection.close()


@pytest.fixture(params=CHANGES)
async def change(request: pytest.FixtureRequest, sql: Sql) -> AsyncIterator[Change]:
    """Changes the table; afterwards it is as before."""
    forth, back = CHANGES[request.param]
    async with AsyncExitStack() as stack:

        async def changed() -> None:
            await sql.execute(forth)
            stack.push_async_callback(sql.execute, back)

        yield changed


async def once(block: Scope, call: str) -> None:
    """One block with this call."""
    async with block() as repository:
        await CALLS[call](repository)


async def lost_try(block: Scope, call: str) -> tuple[type[Unavailable], bool] | None:
    """What such a block raised, if it did, and whether that is retryable."""
    try:
        await once(block, call)
    except Unavailable as error:
        return type(error), error.retryable
    return None


@pytest.mark.parametrize("kind", SCOPES)
@pytest.mark.parametrize("call", CALLS)
async def test_an_outdated_prepared_statement_costs_one_try_at_most(
    database: Database, sql: Sql, change: Change, kind: str, call: str
) -> None:
    """It is prepared anew without a word, or the block raises a retryable Unavailable: once."""
    block: Scope = getattr(database, kind)
    await sql.execute("INSERT INTO tasks (title) VALUES ('x'), ('x'), ('x')")
    await once(block, call)
    await change()
    lost = [await lost_try(block, call) for _ in range(3)]
    assert lost in ([None] * 3, [(Unavailable, True), None, None])


async def test_statements_prepared_everywhere_cost_each_session_one_try(
    database: Database, sql: Sql, change: Change
) -> None:
    """A unit that is run again once succeeds on each of the connections at the same time."""
    limit = database.pool_status().limit
    await sql.execute("INSERT INTO tasks (title) VALUES ('x')")

    async def work(together: asyncio.Barrier, repository: Repository) -> None:
        await together.wait()
        await repository.list_tasks()

    async def work_on_each(attempts: int) -> None:
        together = asyncio.Barrier(limit)
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
            for _ in range(limit):
                unit = in_transaction(database, lambda r: work(together, r), attempts=attempts)
                group.create_task(unit)

    await work_on_each(1)
    await change()
    await work_on_each(2)
