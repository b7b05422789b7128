"""A consumer of the queue: woken by a word, and not lost without it."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import pytest
from typer.testing import CliRunner

from shared.postgres import Server
from shared.protocol import Task
from shared.settings import Settings
from tests.contract.obstacles import sessions_of, terminate_sessions, until, until_gone
from tests.service.conftest import Sql
from tests.service.test_serve import COMMAND, DEADLINE, ROOT
from tests.service.test_wakeups import STORE, settings, told
from workbook.cli import app
from workbook.service.consumer import Consumer, Handle
from workbook.service.wakeups import listening
from workbook.ways import Way

__all__ = ["settings", "told"]

NEVER = 600.0
"""Seconds of `poll` that no test waits for: what is handled was told of."""


@dataclass(slots=True)
class Bench:
    """Where a consumer puts the titles of what it was given."""

    titles: list[str] = field(default_factory=list)

    async def take(self, task: Task) -> None:
        """Handle a task."""
        self.titles.append(task.title)

    async def until_there_are(self, number: int) -> None:
        """Return when so many were handled."""

        async def enough() -> bool:
            return len(self.titles) >= number

        await until(enough)


@asynccontextmanager
async def consumer(
    way: Way, settings: Settings, handle: Handle, poll: float = NEVER
) -> AsyncIterator[asyncio.Task[None]]:
    """A consumer named ann, at work until the block is left."""
    async with way.database.open(settings) as database, listening(settings) as wakeups:
        running = asyncio.create_task(Consumer(database, wakeups, "ann", poll).run(handle))
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.wait([running])


async def until_listening(sql: Sql, settings: Settings, *, but: int = 0) -> int:
    """The process id of the listener's session, once it is there and has said LISTEN."""
    found: set[int] = set()

    async def there() -> bool:
        statement = """
            SELECT pid FROM pg_stat_activity
            WHERE application_name = $1 AND query LIKE 'LISTEN%' AND state = 'idle'"""
        name = f"{settings.application_name} listens"
        found.update({row[0] for row in await sql.fetch(statement, name)} - {but})
        return bool(found)

    await until(there)
    return found.pop()


@pytest.mark.usefixtures("told")
async def test_a_consumer_is_woken(way: Way, settings: Settings, sql: Sql) -> None:
    """It takes what is there, then what comes, and marks it as done."""
    await sql.execute(STORE, "there", None)
    bench = Bench()
    async with consumer(way, settings, bench.take):
        await bench.until_there_are(1)
        await until_listening(sql, settings)
        await sql.execute(STORE, "come", None)
        await bench.until_there_are(2)
        await until(lambda: all_done(sql))
    assert bench.titles == ["there", "come"]
    await until_gone(sql, f"{settings.application_name} listens")


async def all_done(sql: Sql) -> bool:
    """Whether every task is done, by ann."""
    statement = "SELECT bool_and(done AND assignee = 'ann') FROM tasks"
    return bool(await sql.fetchval(statement))


@asynccontextmanager
async def closed_to_newcomers(server: Server, sql: Sql) -> AsyncIterator[None]:
    """In this block nobody gets a new session in the test's database."""
    name = await sql.fetchval("SELECT quote_ident(current_database())")
    other = await asyncpg.connect(server.url)
    try:
        await other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        yield
    finally:
        await other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await other.close()


@pytest.mark.usefixtures("told")
async def test_what_came_while_nobody_listened_is_not_missed(
    way: Way, settings: Settings, sql: Sql, server: Server
) -> None:
    """The listener's session is ended, a task comes, and only then may it listen again."""
    bench = Bench()
    async with consumer(way, settings, bench.take):
        first = await until_listening(sql, settings)
        async with closed_to_newcomers(server, sql):
            await terminate_sessions(sql, f"{settings.application_name} listens")
            await sql.execute(STORE, "unheard", None)
        await bench.until_there_are(1)
        assert await until_listening(sql, settings, but=first) != first
        await sql.execute(STORE, "heard", None)
        await bench.until_there_are(2)
    assert bench.titles == ["unheard", "heard"]


@pytest.mark.usefixtures("told")
async def test_a_consumer_outlives_its_connection(way: Way, settings: Settings, sql: Sql) -> None:
    """The session it works with is ended while it waits."""
    bench = Bench()
    async with consumer(way, settings, bench.take):
        await until_listening(sql, settings)
        await terminate_sessions(sql, settings.application_name)
        await sql.execute(STORE, "a", None)
        await bench.until_there_are(1)
        assert await sessions_of(sql, settings.application_name)


async def test_without_a_word_it_looks_after_a_while(
    way: Way, settings: Settings, sql: Sql
) -> None:
    """The trigger is not there, or a task was set free by an edit."""
    await sql.execute(STORE, "busy", "bob")
    bench = Bench()
    async with consumer(way, settings, bench.take, poll=0.02):
        await sql.execute(STORE, "untold", None)
        await bench.until_there_are(1)
        await sql.execute("UPDATE tasks SET assignee = NULL WHERE title = 'busy'")
        await bench.until_there_are(2)
    assert bench.titles == ["untold", "busy"]


async def test_what_it_had_at_hand_comes_first(way: Way, settings: Settings, sql: Sql) -> None:
    """A former life, or a claim whose answer was lost, has left two tasks to it."""
    for title, assignee in (("free", None), ("left", "ann"), ("taken", "bob"), ("too", "ann")):
        await sql.execute(STORE, title, assignee)
    bench = Bench()
    async with consumer(way, settings, bench.take):
        await bench.until_there_are(3)
    assert bench.titles == ["left", "too", "free"]


async def test_what_cannot_be_handled_stays_its_own(way: Way, settings: Settings, sql: Sql) -> None:
    """The exception ends it; the task is neither done nor free."""

    async def fail(task: Task) -> None:
        raise ZeroDivisionError

    await sql.execute(STORE, "a", None)
    async with consumer(way, settings, fail) as running:
        await asyncio.wait([running], timeout=DEADLINE)
    with pytest.raises(ZeroDivisionError):
        running.result()
    assert await sql.fetchrow("SELECT assignee, done FROM tasks") == ("ann", False)


async def test_a_task_that_was_deleted_meanwhile_is_no_trouble(
    way: Way, settings: Settings, sql: Sql
) -> None:
    """It is gone before it can be marked as done; the next one comes."""
    bench = Bench()

    async def delete(task: Task) -> None:
        await sql.execute("DELETE FROM tasks WHERE id = $1", task.id)
        await bench.take(task)

    for title in ("a", "b"):
        await sql.execute(STORE, title, None)
    async with consumer(way, settings, delete):
        await bench.until_there_are(2)
    assert bench.titles == ["a", "b"]


async def test_the_command_tells_tasks_as_they_come(database_url: str, sql: Sql) -> None:
    """`db notify` makes it quick; SIGTERM ends it with status 0."""
    where = ("--postgres", database_url)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["db", "notify", *where])
    assert (result.exit_code, result.output) == (0, "")
    command = [*COMMAND[:-1], "worker", "ann", "--poll", str(NEVER), *where]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(DEADLINE):
            assert process.stdout is not None
            await sql.execute(STORE, "first", None)
            assert await process.stdout.readline() == b"1\tfirst\n"
            await sql.execute(STORE, "second", None)
            assert await process.stdout.readline() == b"2\tsecond\n"
            os.kill(process.pid, signal.SIGTERM)
            told, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await sql.execute("DROP FUNCTION workbook_tell CASCADE")
    assert (process.returncode, told, complaints) == (0, b"", b"")
