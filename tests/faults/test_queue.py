"""T11: workers that take tasks from one queue, and one that is killed with a task in its hands."""

from __future__ import annotations

import asyncio

import pytest

from shared.errors import ConnectionLost
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, new_application_name, terminate_sessions

TASKS = 40
WORKERS = 50


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_t11_each_task_is_claimed_once_by_fifty_workers(
    database: Database, sql: Sql, scope: str
) -> None:
    """They share the few connections of the pool; who finds none gets nothing, and no error."""
    await sql.execute(f"INSERT INTO tasks (title) SELECT 'x' FROM generate_series(1, {TASKS})")

    async def claim(worker: int) -> int | None:
        async with getattr(database, scope)() as repository:
            task = await repository.claim_task(f"worker {worker}")
            return None if task is None else task.id

    async with asyncio.timeout(DEADLINE):
        claimed = await asyncio.gather(*(claim(worker) for worker in range(WORKERS)))
    ids = [task_id for task_id in claimed if task_id is not None]
    assert len(ids) == len(set(ids)) == TASKS
    rows = await sql.fetch("SELECT id, assignee FROM tasks WHERE version = 2")
    stored = {row["id"]: row["assignee"] for row in rows}
    assert stored == {
        task_id: f"worker {worker}" for worker, task_id in enumerate(claimed) if task_id is not None
    }


async def test_t11_the_task_of_a_worker_that_was_killed_goes_to_another(
    database: Database, open_database: Open, sql: Sql
) -> None:
    """While the first holds it, nobody gets it; with its session ends its claim."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('x') RETURNING id")
    name = new_application_name()
    others: list[int | None] = []

    async def claim_and_die(repository: Repository) -> None:
        task = await repository.claim_task("killed")
        assert task is not None
        others.append(await claimed_by("other"))
        await terminate_sessions(sql, name)
        others.append(await claimed_by("other"))
        await repository.edit_task(task.id, done=True)

    async def claimed_by(assignee: str) -> int | None:
        async with asyncio.timeout(DEADLINE), database.autocommit() as repository:
            task = await repository.claim_task(assignee)
        return None if task is None else task.id

    async with open_database(application_name=name) as doomed:
        with pytest.raises(ConnectionLost):
            async with doomed.transaction() as repository:
                await claim_and_die(repository)
    assert others == [None, task_id]
    row = await sql.fetchrow("SELECT assignee, done, version FROM tasks")
    assert tuple(row or ()) == ("other", False, 2)
