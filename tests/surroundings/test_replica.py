"""A standby: reads go there, writes are refused, and what was just written can be waited for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
import pytest

from shared.domain import Isolation, NewTask, TaskFilter
from shared.errors import ConnectionLost, ReadOnly, RepositoryError, TaskNotFound
from shared.postgres import Server, database_url
from shared.protocol import Database, Repository
from shared.settings import Settings
from tests.conftest import migrated_database
from tests.surroundings.replica import Pair, replicated
from workbook.service.replica import caught_up, position
from workbook.until import DEADLINE, until
from workbook.ways import Way

Sql: TypeAlias = "asyncpg.Connection[Any]"

WRITES: dict[str, Callable[[Repository], Awaitable[object]]] = {
    "add_task": lambda r: r.add_task(NewTask("x")),
    "edit_task": lambda r: r.edit_task(1, title="x"),
    "delete_task": lambda r: r.delete_task(1),
    "add_tasks": lambda r: r.add_tasks([NewTask("x")]),
    "load_tasks": lambda r: r.load_tasks([NewTask("x")]),
    "import_tasks": lambda r: r.import_tasks([NewTask("x", external_id="x")]),
    "complete_tasks": lambda r: r.complete_tasks(TaskFilter()),
    "add_project": lambda r: r.add_project("x"),
    "delete_project": lambda r: r.delete_project(1),
    "claim_task": lambda r: r.claim_task("ann"),
}


@dataclass(frozen=True, slots=True)
class Doors:
    """One database at both servers: its URLs, and a plain connection to each."""

    primary_url: str
    standby_url: str
    primary: Sql
    standby: Sql


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """A primary and a standby of this file's own."""
    with replicated() as pair:
        yield pair


@pytest.fixture(scope="module")
async def migrated(pair: Pair) -> AsyncIterator[str]:
    """The name of a database with the schema, on both."""
    async with migrated_database(Server(pair.primary, "18", "a primary")) as url:
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
async def doors(pair: Pair, migrated: str) -> AsyncIterator[Doors]:
    """Empty tables; whoever writes does not wait for the standby."""
    primary_url, standby_url = (database_url(url, migrated) for url in (pair.primary, pair.standby))
    async with AsyncExitStack() as stack:
        primary = await stack.enter_async_context(connected(primary_url))
        await primary.execute("TRUNCATE tasks, projects RESTART IDENTITY")
        standby = await stack.enter_async_context(connected(standby_url))
        yield Doors(primary_url, standby_url, primary, standby)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Sql]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def behind(doors: Doors) -> AsyncIterator[None]:
    """In this block the standby does not replay what it gets, and nobody waits for it to."""
    name = await doors.primary.fetchval("SELECT quote_ident(current_database())")
    await doors.primary.execute(f"ALTER DATABASE {name} SET synchronous_commit = local")
    await doors.standby.execute("SELECT pg_wal_replay_pause()")
    try:
        await until(lambda: paused(doors))
        yield
    finally:
        await doors.standby.execute("SELECT pg_wal_replay_resume()")
        await doors.primary.execute(f"ALTER DATABASE {name} RESET synchronous_commit")


async def paused(doors: Doors) -> bool:
    """Whether nothing is replayed any more."""
    state = await doors.standby.fetchval("SELECT pg_get_wal_replay_pause_state()")
    return bool(state == "paused")


async def add(database: Database, title: str) -> int:
    """The id of a new task."""
    async with database.transaction() as repository:
        return (await repository.add_task(NewTask(title))).id


async def is_there(database: Database, task_id: int) -> bool:
    """Whether the database shows the task."""
    async with database.autocommit() as repository:
        try:
            await repository.get_task(task_id)
        except TaskNotFound:
            return False
    return True


def settings(way: Way, url: str) -> Settings:
    return Settings(url, driver=way.driver, pool_size=2)


async def test_every_way_reads_on_the_standby(way: Way, doors: Doors) -> None:
    """Written by the way on the primary, read by it on the standby, once that has caught up."""
    async with (
        way.database.open(settings(way, doors.primary_url)) as primary,
        way.database.open(settings(way, doors.standby_url)) as standby,
    ):
        task_id = await add(primary, "first")
        await caught_up(doors.standby, await position(doors.primary), DEADLINE)
        async with standby.transaction(read_only=True) as repository:
            assert (await repository.get_task(task_id)).title == "first"
            assert [task.id async for task in repository.stream_tasks()] == [task_id]
            assert [task.id for task in await repository.get_tasks([task_id])] == [task_id]


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_every_write_on_the_standby_is_refused(way: Way, doors: Doors, scope: str) -> None:
    """ReadOnly, which no retry helps; the same connection serves the next block."""
    await doors.primary.execute("INSERT INTO projects (name) VALUES ('p')")
    await doors.primary.execute("INSERT INTO tasks (title) VALUES ('t')")
    async with way.database.open(settings(way, doors.standby_url)) as standby:
        for name in WRITES:
            with pytest.raises(ReadOnly) as caught:
                await write(standby, scope, name)
            assert not caught.value.retryable, name
        assert await is_there(standby, 1)
        assert standby.pool_status().open == 1


async def write(database: Database, scope: str, name: str) -> None:
    """The write, in a block of its own."""
    async with getattr(database, scope)() as repository:
        await WRITES[name](repository)


async def test_one_reads_what_one_has_written_by_waiting_for_it(way: Way, doors: Doors) -> None:
    """Before the standby has replayed the write it does not show it; afterwards it does."""
    async with (
        way.database.open(settings(way, doors.standby_url)) as standby,
        behind(doors),
        way.database.open(settings(way, doors.primary_url)) as primary,
    ):
        task_id = await add(primary, "mine")
        written = await position(doors.primary)
        assert not await is_there(standby, task_id)
        with pytest.raises(TimeoutError):
            await caught_up(doors.standby, written, 0.05)
        await doors.standby.execute("SELECT pg_wal_replay_resume()")
        await caught_up(doors.standby, written, DEADLINE)
        assert await is_there(standby, task_id)


async def test_serializable_is_not_to_be_had_on_a_standby(way: Way, doors: Doors) -> None:
    """Postgres refuses it as a feature that it does not have; REPEATABLE READ is there."""
    async with way.database.open(settings(way, doors.standby_url)) as standby:
        with pytest.raises(RepositoryError, match="serializable mode in a hot standby"):
            async with standby.transaction(isolation=Isolation.SERIALIZABLE) as repository:
                await repository.count_tasks()
        async with standby.transaction(isolation=Isolation.REPEATABLE_READ) as repository:
            assert await repository.count_tasks() == 0


async def test_a_reader_in_the_way_of_what_is_replayed_loses_its_connection(
    way: Way, doors: Doors
) -> None:
    """A TRUNCATE waits max_standby_streaming_delay for who has read the table, and no longer.

    ConnectionLost, and the unit of work may be run again: the next one sees the table empty.
    """
    await doors.primary.execute("INSERT INTO tasks (title) VALUES ('t')")

    async def work(database: Database) -> None:
        async with database.transaction() as repository:
            assert await repository.count_tasks() == 1
            await doors.primary.execute("TRUNCATE tasks")
            await repository.count_tasks()

    async with way.database.open(settings(way, doors.standby_url)) as standby:
        with pytest.raises(ConnectionLost) as caught:
            await work(standby)
        assert caught.value.retryable
        assert not await is_there(standby, 1)
