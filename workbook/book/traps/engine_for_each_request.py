"""An engine for each request.

It is made in a function that each request calls, and even disposed of; it works. But a pool that
lives as long as a request keeps nothing: a connection is opened each time, the server asked for its
version anew, and the statement prepared anew. A process has one engine. ORM and SQLModel make their
sessions on it, so the same goes for them.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from variants.sqlalchemy_core.mapping import tasks

SIZES = (1, 2)


async def wrong_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    titles = []
    for task_id in range(1, size + 1):
        own = create_async_engine(engine.url)
        async with own.connect() as connection:
            statement = select(tasks.c.title).where(tasks.c.id == task_id)
            titles.append(await connection.scalar(statement))
        await own.dispose()
    return len(titles)


async def right_sqlalchemy_core(engine: AsyncEngine, size: int) -> object:
    titles = []
    for task_id in range(1, size + 1):
        async with engine.connect() as connection:
            statement = select(tasks.c.title).where(tasks.c.id == task_id)
            titles.append(await connection.scalar(statement))
    return len(titles)
