"""A block that has lost its connection: what its next calls are told, and what it leaves behind."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, OutcomeUnknown, Unavailable
from shared.protocol import Database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, terminate_sessions
from tests.faults.test_killed import until_noticed
from tests.left_open import OPEN_CURSOR
from workbook.wire import Observer

LATE = 0.5


async def test_in_autocommit_every_call_after_the_loss_is_told_of_it(
    database: Database, observer: Observer, sql: Sql, application_name: str
) -> None:
    """None is sent, so a write is not unknown; the block itself ends without an error."""
    async with database.autocommit() as repository:
        await repository.count_tasks()
        await terminate_sessions(sql, application_name)
        observer.restart()
        with pytest.raises(ConnectionLost):
            await repository.count_tasks()
        for _ in range(2):
            with pytest.raises(ConnectionLost):
                await repository.count_tasks()
            with pytest.raises(ConnectionLost):
                await repository.add_tasks([NewTask("never sent")])
    assert observer.recording.connections == 0
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_in_autocommit_a_write_of_several_statements_opens_no_second_connection(
    database: Database, observer: Observer, sql: Sql, application_name: str
) -> None:
    """It would be in no pool's hands, and nobody could cut it."""
    async with database.autocommit() as repository:
        await repository.count_tasks()
        await terminate_sessions(sql, application_name)
        await until_noticed(observer, sql)
        observer.restart()
        with pytest.raises(OutcomeUnknown):  # for all that can be known of a write by itself
            await repository.add_tasks([NewTask("lost")])
        with pytest.raises(ConnectionLost):
            await repository.count_tasks()
    assert observer.recording.connections == 0
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


@pytest.mark.filterwarnings(OPEN_CURSOR)
@pytest.mark.usefixtures("collected")
async def test_a_stream_that_is_closed_after_the_loss_raises_nothing_of_the_librarys(
    database: Database, observer: Observer, sql: Sql, application_name: str
) -> None:
    """ConnectionLost, or nothing where the library has nothing to ask; the next call is told."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 1001) AS n")
    async with database.autocommit() as repository:
        stream: Any = repository.stream_tasks()
        await anext(stream)
        await terminate_sessions(sql, application_name)
        await until_noticed(observer, sql)
        with suppress(ConnectionLost):
            await stream.aclose()
        with pytest.raises(ConnectionLost):
            await repository.count_tasks()


async def test_a_server_that_does_not_answer_a_new_connection_is_unavailable(
    open_database: Open, observer: Observer, sql: Sql, application_name: str
) -> None:
    """The pool has room: it is not what was waited for."""
    async with asyncio.timeout(DEADLINE), open_database(connect_timeout=LATE) as database:
        await terminate_sessions(sql, application_name)
        await until_noticed(observer, sql)
        observer.freeze()
        with pytest.raises(Unavailable) as caught:
            async with database.transaction() as repository:
                await repository.count_tasks()
        observer.thaw()
    assert type(caught.value) is Unavailable  # and not PoolExhausted, which is one too
    assert caught.value.retryable
