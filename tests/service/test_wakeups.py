"""Workers that are woken: the word comes with the commit, and nothing is missed without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.domain import NewTask
from shared.errors import MissingReference
from shared.protocol import Repository
from shared.retry import in_transaction
from shared.settings import Settings
from tests.service.conftest import Sql
from tests.service.test_serve import DEADLINE
from workbook.service.wakeups import CHANNEL, install
from workbook.ways import Way

STORE = "INSERT INTO tasks (title, assignee) VALUES ($1, $2)"
MARK = f"SELECT pg_notify('{CHANNEL}', 'mark')"


@pytest.fixture
async def told(sql: Sql, database_url: str) -> AsyncIterator[None]:
    """The trigger is there for as long as the test lasts."""
    await install(database_url)
    yield
    await sql.execute("DROP FUNCTION workbook_tell CASCADE")


@pytest.fixture
async def words(sql: Sql, told: None) -> AsyncIterator[asyncio.Queue[str]]:
    """What the channel carries, in order."""
    heard: asyncio.Queue[str] = asyncio.Queue()

    def hear(connection: object, pid: int, channel: str, payload: object) -> None:
        heard.put_nowait(str(payload))

    await sql.add_listener(CHANNEL, hear)
    yield heard
    await sql.remove_listener(CHANNEL, hear)


@pytest.fixture
def settings(way: Way, database_url: str, application_name: str) -> Settings:
    """One connection for the tasks; the listener has its own."""
    return Settings(database_url, driver=way.driver, pool_size=1, application_name=application_name)


async def until_mark(sql: Sql, words: asyncio.Queue[str]) -> list[str]:
    """What was said before now: a mark goes the same way, and nothing overtakes it."""
    await sql.execute(MARK)
    before = []
    async with asyncio.timeout(DEADLINE):
        while (word := await words.get()) != "mark":
            before.append(word)
    return before


async def test_the_word_comes_with_the_commit(
    way: Way, settings: Settings, sql: Sql, words: asyncio.Queue[str]
) -> None:
    """Nothing while the transaction is open; one word after it, for however many statements."""
    async with way.database.open(settings) as database:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("a"))
            await repository.add_tasks([NewTask("b"), NewTask("c")])
            await repository.load_tasks([NewTask("d")])
            await repository.import_tasks([NewTask("e", external_id="e")])
            assert await until_mark(sql, words) == []
        assert await until_mark(sql, words) == [""]


async def store_what_does_not_fit(repository: Repository) -> None:
    """A task, then one of a project that is not there."""
    await repository.add_task(NewTask("b"))
    await repository.add_task(NewTask("c", project_id=7))


async def test_what_is_rolled_back_is_not_told(
    way: Way, settings: Settings, sql: Sql, words: asyncio.Queue[str]
) -> None:
    """Nor is a claim, an edit, or the removal of a task."""
    await sql.execute(STORE, "a", None)
    assert await until_mark(sql, words) == [""]
    async with way.database.open(settings) as database:
        with pytest.raises(MissingReference):
            await in_transaction(database, store_what_does_not_fit)
        async with database.transaction() as repository:
            task = await repository.claim_task("ann")
            assert task is not None
            await repository.edit_task(task.id, done=True)
            await repository.delete_task(task.id)
    assert await until_mark(sql, words) == []
