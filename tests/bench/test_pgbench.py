"""pgbench reads tasks with the statement of asyncpg_raw, or says why it did not."""

from __future__ import annotations

import pytest

from shared.postgres import Server
from tests.conftest import migrated_database
from workbook.bench import pgbench
from workbook.participant import connected

CALLS = 50


async def test_pgbench_gives_the_time_of_reading_a_task(server: Server) -> None:
    """A figure, and no reason why there is none."""
    async with migrated_database(server) as url, connected(url) as sql:
        await sql.execute("INSERT INTO tasks (title) SELECT 'x' FROM generate_series(1, 10)")
        floor = await pgbench.get_task_floor(url, tasks=10, calls=CALLS)
    assert (floor.because, floor.calls) == (None, CALLS)
    assert floor.microseconds is not None
    assert floor.microseconds > 0


async def test_a_statement_that_fails_is_a_reason(server: Server) -> None:
    """There are no tables in this database."""
    floor = await pgbench.get_task_floor(server.url, tasks=1, calls=1)
    assert floor.microseconds is None
    assert floor.because is not None
    assert 'relation "tasks" does not exist' in floor.because


async def test_without_pgbench_there_is_a_reason_and_no_figure(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the path nor in the wheel."""
    monkeypatch.setattr(pgbench, "_program", lambda: None)
    floor = await pgbench.get_task_floor(server.url, tasks=1, calls=1)
    assert floor.microseconds is None
    assert floor.because == "there is no pgbench on this machine"
