"""What e12 asks for, whichever way it is written."""

from __future__ import annotations

import pytest

from exercises.e12_a_queue.contract import Queue
from shared.protocol import Repository, Task
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import NotYet, at_once, refused, same, same_task
from workbook.sample import Sample
from workbook.tables import Sql

FREE = "SELECT id FROM tasks WHERE NOT done AND assignee IS NULL ORDER BY id"
SHUFFLE = "UPDATE tasks SET title = title WHERE id % 3 = 1"
"""New versions of rows stand behind the others, so that no order comes by chance."""


class Death(Exception):
    """What ends a worker."""


async def free_ids(sql: Sql) -> list[int]:
    """The tasks that can be claimed, the oldest first."""
    return [row["id"] for row in await sql.fetch(FREE)]


def id_of(task: Task | None) -> int | None:
    return None if task is None else task.id


def told(task: Task | None) -> str:
    """Which task a worker got, in words."""
    return "no task" if task is None else f"task {task.id}"


@pytest.mark.shown
@pytest.mark.task(1)
async def test_the_oldest_free_task_is_claimed(
    answers: Answers, budget: Budget, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """It is the worker's afterwards, and its version is one higher."""
    await sql.execute(SHUFFLE)
    [_, second, *_] = await free_ids(sql)
    before = await reference.get_task(second)
    async with answers() as warming:
        await warming.claim_task("ann")
    async with budget.recorded(), answers() as answer:
        task = await answer.claim_task("bob")
        same(told(task), f"task {second}", look="which tasks are free, and in which order")
        version = f"version {before.version + 1}"
        same(f"version {task and task.version}", version, look="when the change is sent")
    stored = await reference.get_task(second)
    same((stored.assignee, stored.version), ("bob", before.version + 1), look="what is written")
    same_task(task, stored, look="when the task you return was read")


@pytest.mark.task(1)
async def test_an_empty_queue_gives_none(answer: Queue, sql: Sql, sample: Sample) -> None:
    """What is done or assigned is nobody's to claim."""
    await sql.execute("UPDATE tasks SET done = true WHERE assignee IS NULL")
    same(await answer.claim_task("ann"), None, look="which tasks are free")


@pytest.mark.task(2)
async def test_two_workers_get_two_tasks_at_once(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """The second does not wait for the first, which is still at work."""
    expected = (await free_ids(sql))[:2]
    async with answers() as ann, answers() as bob:
        first = await ann.claim_task("ann")
        async with at_once(look="what the second worker's statement meets"):
            second = await bob.claim_task("bob")
        same(
            [id_of(first), id_of(second)], expected, look="what is locked, and what is passed over"
        )


@pytest.mark.task(3)
async def test_a_dead_workers_task_is_free_again(
    answers: Answers, sql: Sql, sample: Sample
) -> None:
    """Its claim is rolled back with the rest of its work."""
    before = await free_ids(sql)
    with refused(Death, look="what your method does with the transaction"):
        async with answers() as worker:
            if await worker.claim_task("ann") is None:
                raise NotYet(f"task {before[0]} is claimed", "none is", "which tasks are free")
            raise Death
    after = await free_ids(sql)
    if before[0] not in after:
        raise NotYet(f"task {before[0]} is free again", "it is not", "who commits, and when")
    same(after, before, look="what else is written")
