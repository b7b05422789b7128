"""T8: the network carries nothing and closes nothing; whoever has a deadline is back in time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, StatementTimeout
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE
from workbook.wire import Observer

LIMIT = 0.3
GRACE = 1.0
"""Seconds after the deadline by which a block has ended, rolling back and giving back included."""


class Late(Exception):
    """The block was still waiting when its time was up."""


still_waiting = pytest.mark.xfail(
    strict=True, raises=Late, reason="no way has a time limit of its own on the client's side"
)


async def in_time(observer: Observer, work: Coroutine[Any, Any, None]) -> BaseException | None:
    """How the work has ended by the deadline and its grace. Raises Late if it has not."""
    running = asyncio.create_task(work)
    await asyncio.wait([running], timeout=LIMIT + GRACE)
    late = not running.done()
    observer.cut()
    observer.thaw()
    [outcome] = await asyncio.wait_for(
        asyncio.gather(running, return_exceptions=True), timeout=DEADLINE
    )
    if late:
        raise Late
    return outcome


@still_waiting
async def test_t08_frozen_in_a_statement_the_limit_of_the_settings_ends_it(
    open_database: Open, observer: Observer, sql: Sql
) -> None:
    """The server cannot tell that the statement took too long; the client has to notice."""

    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            observer.freeze()
            await repository.count_tasks()

    async with open_database(statement_timeout=LIMIT) as database:
        outcome = await in_time(observer, work(database))
    assert isinstance(outcome, StatementTimeout | ConnectionLost)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@still_waiting
async def test_t08_frozen_in_a_statement_the_deadline_of_the_caller_ends_the_block(
    open_database: Open, observer: Observer
) -> None:
    """`asyncio.timeout` raises in time; the connection is let go of and the next block works."""

    async def work(database: Database) -> None:
        async with asyncio.timeout(LIMIT), database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            observer.freeze()
            await repository.count_tasks()

    async with open_database() as database:
        outcome = await in_time(observer, work(database))
        assert isinstance(outcome, TimeoutError)
        async with database.transaction() as repository:
            assert await repository.count_tasks() == 0
