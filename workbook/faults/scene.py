"""Where a fault happens: one way, opened through the observer, and a second session beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from shared.protocol import Database, Repository
from shared.settings import Settings
from workbook.tables import Sql
from workbook.until import until
from workbook.ways import Way
from workbook.wire import Observer

NAME = "fault"
KEY = 8_461
WAITS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database() AND wait_event_type = 'Lock'
    )"""
ENDS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database()"""
CANCELS = """
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database()"""
TASK = "INSERT INTO tasks (title) VALUES ('stored') RETURNING id"


@dataclass(frozen=True, slots=True)
class Scene:
    """The way, the observer before its server, and `sql`, a session of somebody else's."""

    way: Way
    observer: Observer
    sql: Sql

    def open(self, **settings: Any) -> AbstractAsyncContextManager[Database]:
        """The way's database, with other settings than the usual."""
        usual: dict[str, Any] = {
            "url": self.observer.url,
            "driver": self.way.driver,
            "application_name": NAME,
            "pool_size": 2,
            "close_timeout": 1.0,
        }
        return self.way.database.open(Settings(**usual | settings))

    @asynccontextmanager
    async def transaction(self, **settings: Any) -> AsyncIterator[Repository]:
        """One transaction on a database of its own, warm."""
        async with self.open(**settings) as database:
            async with database.transaction() as repository:
                await repository.count_tasks()
            async with database.transaction() as repository:
                yield repository

    async def stored_task(self) -> int:
        """The id of a task that `sql` has stored."""
        task_id: int = await self.sql.fetchval(TASK)
        return task_id

    @asynccontextmanager
    async def locked_tasks(self) -> AsyncIterator[None]:
        """In this block every task is locked by `sql`."""
        async with self.sql.transaction():
            await self.sql.execute("SELECT FROM tasks FOR UPDATE")
            yield

    @asynccontextmanager
    async def on_insert(self, action: str) -> AsyncIterator[None]:
        """In this block `action`, in PL/pgSQL, is done before a task is inserted."""
        async with self._trigger("TRIGGER fault BEFORE INSERT ON tasks", action):
            yield

    @asynccontextmanager
    async def at_commit(self, action: str) -> AsyncIterator[None]:
        """In this block `action` is done by the COMMIT of who has inserted a task."""
        timing = "CONSTRAINT TRIGGER fault AFTER INSERT ON tasks DEFERRABLE INITIALLY DEFERRED"
        async with self._trigger(timing, action):
            yield

    @asynccontextmanager
    async def _trigger(self, timing: str, action: str) -> AsyncIterator[None]:
        await self.sql.execute(f"""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN {action}; RETURN NEW; END $$;
            CREATE {timing} FOR EACH ROW EXECUTE FUNCTION fault()""")
        try:
            yield
        finally:
            await self.sql.execute("DROP FUNCTION fault CASCADE")

    async def until_waiting(self) -> None:
        """Return when a session of the way waits for a lock."""
        await until(lambda: self._fresh(WAITS))

    async def end_sessions(self) -> None:
        """End the sessions of the way on the server's side, and let the way hear of it."""
        await self._fresh(ENDS)
        await self.until_ended()

    async def until_ended(self) -> None:
        """Return when the way has had the chance to read that its sessions are ended."""

        async def heard() -> bool:
            return not self.observer.carried

        await until(heard)
        await self.sql.execute("SELECT 1")

    async def cancel_statements(self) -> None:
        """Cancel what the sessions of the way are doing, as an operator does."""
        await self._fresh(CANCELS)

    async def _fresh(self, statement: str) -> bool:
        await self.sql.execute("SELECT pg_stat_clear_snapshot()")
        return bool(await self.sql.fetchval(statement, NAME))
