"""Alembic in process: the schema goes up and down inside the caller's event loop.

Alembic's own command line works too (`uv run alembic upgrade head`); both run the same
`alembic/env.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

ROOT = Path(__file__).resolve().parent.parent

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (libpq's form) up to `revision`.

    Two at once take turns; the second finds it done.
    """
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str = "base") -> None:
    """Take the database at `url` back to `revision`."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def current(url: str) -> str | None:
    """The revision that the database at `url` is at, or None before the first."""
    engine = _engine(url)
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


async def _run(url: str, step: Callable[[Config], None]) -> None:
    """Run one Alembic command. Alembic keeps the one it runs in module globals: one at a time."""
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        await _run_alone(url, step)


async def _run_alone(url: str, step: Callable[[Config], None]) -> None:
    engine = _engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: step(_config(sync)))


def _config(connection: Connection) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> AsyncEngine:
    """asyncpg reads the URL itself: SQLAlchemy hands it none of libpq's parameters."""
    return create_async_engine(
        "postgresql+asyncpg://", connect_args={"dsn": url}, poolclass=NullPool
    )
