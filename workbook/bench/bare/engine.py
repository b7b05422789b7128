"""The engine of the three ways of SQLAlchemy, with the variants' settings and no listeners."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.settings import Settings


@asynccontextmanager
async def opened_engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """An engine for as long as the block lasts."""
    engine = create_async_engine(
        make_url(settings.url).set(drivername=f"postgresql+{settings.driver}"),
        connect_args=_connect_arguments(settings),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.acquire_timeout,
        pool_use_lifo=True,
        pool_recycle=-1,
    )
    try:
        yield engine
    finally:
        await engine.dispose()


def _connect_arguments(settings: Settings) -> dict[str, Any]:
    if settings.driver == "asyncpg":
        return {
            "timeout": settings.connect_timeout,
            "statement_cache_size": settings.statement_cache_size,
            "prepared_statement_cache_size": settings.statement_cache_size,
            "server_settings": settings.server_settings,
        }
    return {
        "connect_timeout": ceil(settings.connect_timeout),
        "prepare_threshold": 0,
        "options": " ".join(
            f"-c {name}={value}" for name, value in settings.server_settings.items()
        ),
    }
