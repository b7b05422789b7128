"""Healthy afterwards: what holds after every fault, whatever it was.

`assert_healthy` looks at the pool and, through the other door, at its sessions; `Footprint` at what
the process itself holds: tasks, threads, open files and sockets, errors that nobody was told of.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import psutil

from shared.domain import NewTask
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.contract.conftest import Sql
from tests.contract.obstacles import until

HEALTHY_WITHIN = 2.0
"""Seconds after which no session is in a transaction, and no connection in use, any more."""

IDLE_WITHIN = 2.0
CAPACITY_WITHIN = 10.0

RESTLESS = """
    SELECT pid, state, query FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database() AND state <> 'idle'"""

LOCKS = """
    SELECT pid, locktype, mode, granted FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE application_name = $1 AND datname = current_database()"""

WITNESS = """
    CREATE TABLE seen (pid integer, what text);
    CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen
            SELECT pg_backend_pid(), name || ' = ' || setting FROM pg_settings
            WHERE source = 'session' AND setting IS DISTINCT FROM reset_val
                AND name NOT LIKE 'transaction\\_%'
            UNION ALL SELECT pg_backend_pid(), 'LISTEN ' || pg_listening_channels()
            UNION ALL SELECT pg_backend_pid(), NULL;
        RETURN NEW;
    END $$;
    CREATE TRIGGER witness BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION witness()"""

NO_WITNESS = "DROP FUNCTION IF EXISTS witness CASCADE; DROP TABLE IF EXISTS seen"


async def assert_healthy(database: Database, sql: Sql, application_name: str) -> None:
    """All connections can be had at once, each works as new, and nothing is held when it rests."""
    await assert_settled(database, sql, application_name)
    async with _witness(sql):
        await _use_every_connection(database)
        rows = await sql.fetch("SELECT pid, what FROM seen")
    assert len({row["pid"] for row in rows}) == database.pool_status().limit
    changed = {row["what"] for row in rows} - {None}
    assert not changed, f"a session is not as it was: {changed}"
    await assert_settled(database, sql, application_name)


async def assert_settled(database: Database, sql: Sql, application_name: str) -> None:
    """No session is at work or in a transaction, no lock is held, no connection is in use.

    Seen twice in a row: what was sent before a cancellation may be on its way at the first look.
    """
    looks: list[list[object]] = []

    async def settled() -> bool:
        looks.append(await _unrest(database, sql, application_name))
        return len(looks) > 1 and not looks[-1] and not looks[-2]

    await _soon(settled, HEALTHY_WITHIN)
    assert not looks[-1], looks[-1]
    status = database.pool_status()
    assert status.open <= status.limit, "the pool has outgrown its size"


async def _soon(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Return as soon as the condition holds, or when the time is up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await until(condition)


async def _unrest(database: Database, sql: Sql, application_name: str) -> list[object]:
    """What is not at rest, for a reader."""
    await sql.execute("SELECT pg_stat_clear_snapshot()")
    restless = await sql.fetch(RESTLESS, application_name)
    locks = await sql.fetch(LOCKS, application_name)
    in_use = database.pool_status().in_use
    return [
        *map(dict, [*restless, *locks]),
        *([f"{in_use} connections were not given back"] if in_use else []),
    ]


@asynccontextmanager
async def _witness(sql: Sql) -> AsyncIterator[None]:
    """In this block a session that inserts a task tells what is not as it was at the start."""
    await sql.execute(f"{NO_WITNESS}; {WITNESS}")
    try:
        yield
    finally:
        await sql.execute(NO_WITNESS)


async def _use_every_connection(database: Database) -> None:
    """Create and read in as many blocks at once as the pool has connections.

    A connection that broke unnoticed may cost its first user a try.
    """
    limit = database.pool_status().limit
    together = asyncio.Barrier(limit)

    async def create(repository: Repository) -> int:
        task = await repository.add_task(NewTask("healthy"))
        await together.wait()
        return task.id

    async def read(repository: Repository, task_id: int) -> None:
        assert (await repository.get_task(task_id)).title == "healthy"
        await repository.delete_task(task_id)

    async def use() -> None:
        task_id = await in_transaction(database, create, attempts=limit + 1)
        await in_transaction(database, lambda repository: read(repository, task_id))

    async with asyncio.timeout(CAPACITY_WITHIN), asyncio.TaskGroup() as group:
        for _ in range(limit):
            group.create_task(use())


class Footprint:
    """What the process held at the start; `assert_unchanged` compares."""

    def __init__(self) -> None:
        self._tasks = asyncio.all_tasks()
        self._threads = _threads()
        self._descriptors = psutil.Process().num_fds()
        self.unheard: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what the event loop reports because no caller was there to hear of it."""
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(self._note)
        try:
            yield
        finally:
            loop.set_exception_handler(before)

    def _note(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.unheard.append(f"{context['message']}: {context.get('exception')!r}")

    async def assert_unchanged(self) -> None:
        """The same tasks, threads and descriptors as at the start, and no error unheard of."""

        async def unchanged() -> bool:
            if self._growth():
                gc.collect()
            return not self._growth()

        await _soon(unchanged, IDLE_WITHIN)
        growth = self._growth()
        assert not growth, growth
        assert not self.unheard, self.unheard

    def _growth(self) -> list[str]:
        tasks = asyncio.all_tasks() - self._tasks - {asyncio.current_task()}
        more = psutil.Process().num_fds() - self._descriptors
        return [
            *(repr(task) for task in tasks),
            *(thread.name for thread in _threads() - self._threads),
            *([f"{more} open files or sockets more than before"] if more > 0 else []),
        ]


def _threads() -> set[threading.Thread]:
    """All threads but those of the event loop's own pool, which stay once they were needed."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}
