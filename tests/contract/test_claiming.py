"""Promises about the work queue: each task goes to one worker, and no worker waits for another."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

import pytest

from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, server_default


class Undo(Exception):
    """Ends a block so that it is rolled back."""


async def store_task(sql: Sql, *, done: bool = False, assignee: str | None = None) -> int:
    """A task, written by plain SQL; its id."""
    statement = "INSERT INTO tasks (title, done, assignee) VALUES ('x', $1, $2) RETURNING id"
    task_id: int = await sql.fetchval(statement, done, assignee)
    return task_id


async def claimed_id(repository: Repository, assignee: str = "Ann") -> int | None:
    """The id of the task that `assignee` gets, at once."""
    async with asyncio.timeout(DEADLINE):
        task = await repository.claim_task(assignee)
    return None if task is None else task.id


async def test_a_claimed_task_is_stored_with_its_assignee(autocommit: Repository, sql: Sql) -> None:
    """The task belongs to who asked for it; it is still open."""
    task_id = await store_task(sql)
    await autocommit.claim_task("Zoë")
    row = await sql.fetchrow("SELECT id, assignee, done FROM tasks")
    assert row is not None
    assert tuple(row) == (task_id, "Zoë", False)


async def test_a_claimed_task_is_returned_as_it_is_then(autocommit: Repository, sql: Sql) -> None:
    """The worker sees the task with its own name in it, every attribute as stored."""
    await store_task(sql)
    task = await autocommit.claim_task("Zoë")
    row = await sql.fetchrow("SELECT * FROM tasks")
    assert row is not None
    assert {name: getattr(task, name) for name in dict(row)} == dict(row)


async def test_claiming_raises_the_version_by_one(autocommit: Repository, sql: Sql) -> None:
    """A claim is a change, in Postgres and in the task that is returned."""
    await sql.execute("INSERT INTO tasks (title, version) VALUES ('x', 7)")
    task = await autocommit.claim_task("Ann")
    assert task is not None
    assert (task.version, await sql.fetchval("SELECT version FROM tasks")) == (8, 8)


async def test_a_claim_takes_one_task_only(autocommit: Repository, sql: Sql) -> None:
    """The other free tasks stay free and unchanged."""
    for _ in range(3):
        await store_task(sql)
    await autocommit.claim_task("Ann")
    rows = await sql.fetch("SELECT assignee, version FROM tasks ORDER BY id")
    assert [tuple(row) for row in rows] == [("Ann", 2), (None, 1), (None, 1)]


async def test_tasks_are_claimed_by_id(repository: Repository, sql: Sql) -> None:
    """The oldest is the one with the lowest id, wherever it lies and whenever it was created."""
    task_ids = [await store_task(sql) for _ in range(5)]
    for age, task_id in enumerate(reversed(task_ids)):
        statement = "UPDATE tasks SET created_at = created_at - $1 * interval '1 day' WHERE id = $2"
        await sql.execute(statement, len(task_ids) - age, task_id)
    assert [await claimed_id(repository) for _ in task_ids] == task_ids


async def test_tasks_are_claimed_by_id_whatever_plan_postgres_has(
    open_database: Open, sql: Sql
) -> None:
    """Where no index gives the order by chance, the order is the same."""
    task_ids = [await store_task(sql) for _ in range(5)]
    for task_id in reversed(task_ids):
        await sql.execute("UPDATE tasks SET title = title WHERE id = $1", task_id)
    async with (
        server_default(sql, "enable_indexscan", "off"),
        server_default(sql, "enable_bitmapscan", "off"),
        open_database() as database,
        database.transaction() as repository,
    ):
        assert [await claimed_id(repository) for _ in task_ids] == task_ids


async def test_a_done_task_is_not_claimed(repository: Repository, sql: Sql) -> None:
    """What is done needs no worker."""
    await store_task(sql, done=True)
    free = await store_task(sql)
    assert await claimed_id(repository) == free


async def test_an_assigned_task_is_not_claimed(repository: Repository, sql: Sql) -> None:
    """A task that somebody has stays theirs, even where the same somebody asks."""
    await store_task(sql, assignee="Ann")
    free = await store_task(sql)
    assert await claimed_id(repository, "Ann") == free


async def test_with_no_tasks_there_is_nothing_to_claim(repository: Repository) -> None:
    """An empty queue gives None, not an error."""
    assert await repository.claim_task("Ann") is None


async def test_with_no_free_task_there_is_nothing_to_claim(
    repository: Repository, sql: Sql
) -> None:
    """Tasks that are done, or assigned, or both, make no queue."""
    await store_task(sql, done=True)
    await store_task(sql, assignee="Bob")
    await store_task(sql, done=True, assignee="Bob")
    assert await repository.claim_task("Ann") is None


async def test_a_task_given_back_can_be_claimed_again(repository: Repository, sql: Sql) -> None:
    """Clearing the assignee puts the task into the queue once more, at its old place."""
    task_id = await store_task(sql)
    await store_task(sql)
    await repository.claim_task("Ann")
    await repository.edit_task(task_id, assignee=None)
    assert await claimed_id(repository, "Bob") == task_id


async def test_a_claim_in_autocommit_is_committed_at_once(
    autocommit: Repository, database: Database, sql: Sql
) -> None:
    """Inside the block already, another worker gets the next task."""
    first, second = [await store_task(sql) for _ in range(2)]
    assert await claimed_id(autocommit) == first
    async with database.transaction() as other:
        assert await claimed_id(other, "Bob") == second


async def test_a_claimed_task_is_not_claimed_again_after_commit(
    database: Database, sql: Sql
) -> None:
    """A committed claim holds in every later block."""
    first, second = [await store_task(sql) for _ in range(2)]
    claimed = []
    for _ in range(3):
        async with database.transaction() as repository:
            claimed.append(await claimed_id(repository))
    assert claimed == [first, second, None]


async def test_a_worker_does_not_wait_for_another_that_is_claiming(
    database: Database, sql: Sql
) -> None:
    """While one claim is not yet committed, the next worker gets the next task at once."""
    first, second = [await store_task(sql) for _ in range(2)]
    async with database.transaction() as one, database.transaction() as other:
        assert await claimed_id(one, "Ann") == first
        assert await claimed_id(other, "Bob") == second


async def test_a_worker_does_not_wait_for_the_last_task(database: Database, sql: Sql) -> None:
    """If all that is left is being claimed by another, there is nothing, and that at once."""
    await store_task(sql)
    async with database.transaction() as one, database.transaction() as other:
        await one.claim_task("Ann")
        assert await claimed_id(other, "Bob") is None


async def test_a_claim_that_is_rolled_back_leaves_the_task_free(
    database: Database, sql: Sql
) -> None:
    """A worker that fails gives its task back, unchanged."""
    task_id = await store_task(sql)
    with suppress(Undo):
        async with database.transaction() as repository:
            await repository.claim_task("Ann")
            raise Undo
    assert tuple(await sql.fetchrow("SELECT assignee, version FROM tasks") or ()) == (None, 1)
    async with database.transaction() as repository:
        assert await claimed_id(repository, "Bob") == task_id


async def test_a_claim_undone_by_a_savepoint_leaves_the_task_free(
    repository: Repository, sql: Sql
) -> None:
    """The same transaction can claim the task again."""
    task_id = await store_task(sql)
    with suppress(Undo):
        async with repository.savepoint():
            await repository.claim_task("Ann")
            raise Undo
    assert await claimed_id(repository, "Bob") == task_id


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_twenty_workers_share_fifty_tasks_and_each_goes_to_one(
    database: Database, sql: Sql, scope: str
) -> None:
    """However many ask at once, no task is given twice and none is forgotten."""
    await sql.execute("INSERT INTO tasks (title) SELECT 'x' FROM generate_series(1, 50)")
    claimed: Counter[int] = Counter()

    async def work(worker: str) -> None:
        while True:
            async with getattr(database, scope)() as repository:
                task = await repository.claim_task(worker)
            if task is None:
                return
            claimed[task.id] += 1

    async with asyncio.timeout(DEADLINE * 2), asyncio.TaskGroup() as workers:
        for number in range(20):
            workers.create_task(work(f"worker {number}"))
    rows = await sql.fetch("SELECT id FROM tasks WHERE assignee IS NOT NULL AND version = 2")
    assert claimed == {row["id"]: 1 for row in rows}
    assert len(claimed) == 50
