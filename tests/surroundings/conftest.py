"""What the tests here need: a pooler, a standby, a server with TLS; each once for a process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from shared.postgres import Server, database_url
from tests.contract.conftest import clean_tables
from tests.surroundings.pgbouncer import pgbouncer
from tests.surroundings.program import Missing
from tests.surroundings.tls import Listener, tls_server

__all__ = ["clean_tables"]

SESSIONS = 2
"""That the pooler has with the server: one may be held, and another is there."""


@contextmanager
def or_skip() -> Iterator[None]:
    """What is not installed skips the test, with the reason."""
    try:
        yield
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def pooler_url(server: Server) -> Iterator[str]:
    """The server's maintenance database behind a PgBouncer that nobody else uses."""
    with or_skip(), pgbouncer(server.url, SESSIONS) as url:
        yield url


@pytest.fixture
def untold_pooler_url(server: Server) -> Iterator[str]:
    """The same behind a PgBouncer that ignores no startup parameter."""
    with or_skip(), pgbouncer(server.url, ignored=()) as url:
        yield url


@pytest.fixture
def pooled_url(pooler_url: str, direct_url: str) -> str:
    """The migrated database behind PgBouncer."""
    return database_url(pooler_url, urlsplit(direct_url).path.removeprefix("/"))


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """A server with TLS."""
    with or_skip(), tls_server() as listener:
        yield listener


@asynccontextmanager
async def client(url: str, **options: Any) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A bare connection that prepares nothing by name."""
    connection = await asyncpg.connect(url, statement_cache_size=0, **options)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def session_held(pooled_url: str) -> AsyncIterator[None]:
    """In this block a neighbour holds the session that was used last: others get another one."""
    async with client(pooled_url) as neighbour, neighbour.transaction():
        await neighbour.execute("SELECT 1")
        yield
