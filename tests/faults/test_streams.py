"""A long stream: the memory it takes does not grow with its length."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator

import psutil
import pytest

from shared.protocol import Task
from tests.contract.conftest import Open, Sql
from tests.faults.health import assert_healthy

SHORT, LONG = 20_000, 200_000

GROWTH = 16 * 1024 * 1024
"""Bytes that ten times as many rows may add: 93 for each more, far less than any task takes."""


@pytest.fixture
async def empty_table(sql: Sql) -> AsyncIterator[None]:
    """What a test stores goes without leaving dead rows."""
    yield
    await sql.execute("TRUNCATE tasks")


async def store(sql: Sql, count: int) -> None:
    """So many tasks more."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, $1) AS n", count)


def memory() -> int:
    """Bytes that this process has in memory."""
    gc.collect()
    return psutil.Process().memory_info().rss


async def peak_over(stream: AsyncIterator[Task], length: int) -> int:
    """The most bytes that the process has in memory at ten places of the stream."""
    count, peak = 0, 0
    async for _ in stream:
        count += 1
        if count % (length // 10) == 1:
            peak = max(peak, memory())
    assert count == length
    return peak


@pytest.mark.usefixtures("empty_table")
async def test_a_long_stream_takes_no_more_memory_than_a_short_one(
    open_database: Open, database_url: str, sql: Sql, application_name: str
) -> None:
    """Over 200,000 rows the process is never much larger than it was over 20,000."""
    async with open_database(url=database_url) as database:
        async with database.autocommit() as repository:
            await store(sql, SHORT)
            short = await peak_over(repository.stream_tasks(), SHORT)
            await store(sql, LONG - SHORT)
            long = await peak_over(repository.stream_tasks(), LONG)
        await assert_healthy(database, sql, application_name)
    assert long - short < GROWTH
