"""A database is closed while blocks are in the middle of something, and while it is cancelled."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from shared.errors import Closed, ConnectionLost
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, locked_tasks, until, until_blocked, until_gone

LIMIT = 0.3


async def edit(database: Database, task_id: int) -> None:
    async with database.transaction() as repository:
        await repository.edit_task(task_id, title="edited")


async def until_under_way(database: Any, units: int) -> None:
    """Return when so many blocks have begun, with a connection or without."""

    async def under_way() -> bool:
        return bool(database._boundary._units == units)

    await until(under_way)


async def test_who_waits_for_a_connection_gets_none_of_a_closed_database(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """The one before is cut, which makes room; there is nothing to be done there any more."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('old') RETURNING id")
    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        async with open_database(pool_size=1, close_timeout=LIMIT) as database:
            working = asyncio.create_task(edit(database, task_id))
            await until_blocked(sql)
            waiting = asyncio.create_task(edit(database, task_id))
            await until_under_way(database, 2)
        outcomes = await asyncio.gather(working, waiting, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ConnectionLost, Closed]
    await until_gone(sql, application_name)


async def test_cancelled_while_it_closes_a_database_is_closed_at_once(
    open_database: Open, sql: Sql, application_name: str
) -> None:
    """Who still works is cut, and no connection is left in the pool."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('old') RETURNING id")
    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        with suppress(TimeoutError):
            async with asyncio.timeout(LIMIT), open_database(close_timeout=DEADLINE) as database:
                working = asyncio.create_task(edit(database, task_id))
                await until_blocked(sql)
        with pytest.raises(ConnectionLost):
            await working
    await until_gone(sql, application_name)
    assert database.pool_status().in_use == 0
