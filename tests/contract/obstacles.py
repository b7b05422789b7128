"""What a test puts in a repository's way, from outside: locks, triggers, settings, lost links."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.contract.conftest import Sql
from workbook.until import DEADLINE, until

__all__ = ["DEADLINE", "until"]


@asynccontextmanager
async def locked_tasks(sql: Sql) -> AsyncIterator[None]:
    """In this block every task is locked by the session of `sql`, as by somebody who edits it."""
    async with sql.transaction():
        await sql.execute("SELECT FROM tasks FOR UPDATE")
        yield


async def until_blocked(sql: Sql) -> None:
    """Return when another session waits for a lock that the session of `sql` has."""
    await until(lambda: is_blocked(sql))


async def is_blocked(sql: Sql, *, or_done: asyncio.Task[Any] | None = None) -> bool:
    """Whether another session waits for a lock that the session of `sql` has, or that is done."""
    statement = """
        SELECT EXISTS (
            SELECT FROM pg_locks
            WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
        )"""
    blocked = await sql.fetchval(statement)
    return bool(blocked) or (or_done is not None and or_done.done())


@asynccontextmanager
async def on_insert(sql: Sql, table: str, action: str) -> AsyncIterator[None]:
    """In this block `action`, in PL/pgSQL, is done before a row is inserted into `table`."""
    timing = f"TRIGGER obstacle BEFORE INSERT ON {table}"
    async with _trigger(sql, timing, action):
        yield


@asynccontextmanager
async def at_commit(sql: Sql, action: str) -> AsyncIterator[None]:
    """In this block `action`, in PL/pgSQL, is done by the COMMIT of who has inserted a task."""
    timing = "CONSTRAINT TRIGGER obstacle AFTER INSERT ON tasks DEFERRABLE INITIALLY DEFERRED"
    async with _trigger(sql, timing, action):
        yield


@asynccontextmanager
async def _trigger(sql: Sql, timing: str, action: str) -> AsyncIterator[None]:
    await sql.execute(f"""
        CREATE FUNCTION obstacle() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN {action}; RETURN NEW; END $$;
        CREATE {timing} FOR EACH ROW EXECUTE FUNCTION obstacle()""")
    try:
        yield
    finally:
        await sql.execute("DROP FUNCTION obstacle CASCADE")


@asynccontextmanager
async def server_default(sql: Sql, setting: str, value: str) -> AsyncIterator[None]:
    """In this block, sessions that begin get another default of the server's for `setting`."""
    database = await sql.fetchval("SELECT quote_ident(current_database())")
    await sql.execute(f"ALTER DATABASE {database} SET {setting} = '{value}'")
    try:
        yield
    finally:
        await sql.execute(f"ALTER DATABASE {database} RESET {setting}")


def new_application_name() -> str:
    """A name by which a test knows the sessions that it has opened itself."""
    return f"test {secrets.token_hex(4)}"


async def sessions_of(sql: Sql, application_name: str) -> set[int]:
    """The process ids of the open sessions of this name."""
    await sql.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction goes on seeing the past
    statement = """
        SELECT pid FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database()"""
    return {row["pid"] for row in await sql.fetch(statement, application_name)}


async def until_gone(sql: Sql, application_name: str, among: set[int] | None = None) -> None:
    """Return when no session of this name, or none of these process ids, is open any more."""

    async def gone() -> bool:
        sessions = await sessions_of(sql, application_name)
        return not (sessions if among is None else sessions & among)

    await until(gone)


async def terminate_sessions(sql: Sql, application_name: str) -> None:
    """End the sessions of this name on the server's side, and return when they are gone."""
    sessions = await sessions_of(sql, application_name)
    await sql.execute("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid", sessions)
    await until_gone(sql, application_name, among=sessions)
