"""`workbook db notify`: the trigger that wakes workers, in a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from shared import migrations
from shared.postgres import Server, fresh_database
from tests.service.conftest import Sql
from workbook.cli import app
from workbook.service.wakeups import CHANNEL, Wakeups, install


@pytest.fixture
async def url(server: Server) -> AsyncIterator[str]:
    """An empty database."""
    async with fresh_database(server) as url:
        yield url


@pytest.fixture
async def listener(url: str) -> AsyncIterator[Sql]:
    """A session in that database."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


def notify(url: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(app, ["db", "notify", "--postgres", url])


async def test_without_the_tables_it_says_so(url: str) -> None:
    """Status 2, one line."""
    result = await asyncio.to_thread(notify, url)
    assert (result.exit_code, result.stderr) == (2, 'workbook: relation "tasks" does not exist\n')


async def test_it_may_be_done_again_and_outlives_migrations(url: str, listener: Sql) -> None:
    """Down to the first revision and up again: every insert succeeds, and tells."""
    await migrations.upgrade(url)
    for _ in range(2):
        await install(url)
    wakeups = Wakeups()
    await listener.add_listener(CHANNEL, wakeups.tell)
    for move, revision in ((migrations.downgrade, "0001"), (migrations.upgrade, "head")):
        await move(url, revision)
        wakeups.forget()
        await listener.execute("INSERT INTO tasks (title) VALUES ('a')")
        await wakeups.wait(5.0)
        assert wakeups.is_told
