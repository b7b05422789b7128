"""What a fault is made of, beyond locks, triggers and lost sessions: lost words."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import MSG_PEEK
from typing import Any

from tests.contract.conftest import Sql
from tests.contract.obstacles import at_commit, until
from workbook.wire import Observer


@asynccontextmanager
async def held_commit(sql: Sql) -> AsyncIterator[None]:
    """In this block the COMMIT of who has inserted a task waits in Postgres."""
    key = secrets.randbits(31)
    async with at_commit(sql, f"PERFORM pg_advisory_xact_lock_shared({key})"):
        await sql.execute("SELECT pg_advisory_lock($1)", key)
        try:
            yield
        finally:
            await sql.execute("SELECT pg_advisory_unlock($1)", key)


async def until_said(observer: Observer) -> None:
    """Return when a client has said something that the frozen observer has not passed on."""

    async def said() -> bool:
        links = observer._links if observer.network.frozen else ()
        return any(_unread(link._ends[0]) for link in links)

    await until(said)


def _unread(end: Any) -> int:
    try:
        return len(end.recv(1, MSG_PEEK))
    except BlockingIOError:
        return 0
