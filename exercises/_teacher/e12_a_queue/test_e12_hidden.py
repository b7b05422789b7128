"""What e12 is graded by, beyond what learners see."""

from __future__ import annotations

import asyncio

import pytest

from exercises.e12_a_queue.test_e12 import Death, free_ids, id_of
from shared.protocol import Repository
from workbook.learn.fixtures import Answers
from workbook.learn.verdict import at_once, refused, same
from workbook.sample import Sample
from workbook.tables import Sql

WORKERS = 4


@pytest.mark.task(1)
async def test_only_one_task_changes(
    answers: Answers, reference: Repository, sql: Sql, sample: Sample
) -> None:
    """The others stay free."""
    before = await free_ids(sql)
    async with answers() as answer:
        await answer.claim_task("ann")
    same(await free_ids(sql), before[1:], look="how many rows the statement is about")


@pytest.mark.task(2)
async def test_many_workers_share_the_queue(answers: Answers, sql: Sql, sample: Sample) -> None:
    """Together they get every task, and none of them twice."""
    before = await free_ids(sql)
    claimed: list[int] = []

    async def work(name: str) -> None:
        while True:
            async with answers() as worker:
                task = await worker.claim_task(name)
            if task is None:
                return
            claimed.append(task.id)

    await asyncio.gather(*(work(f"worker {number}") for number in range(WORKERS)))
    same(sorted(claimed), before, look="what two workers find at the same moment")


@pytest.mark.task(2)
async def test_the_last_task_is_not_waited_for(answers: Answers, sql: Sql, sample: Sample) -> None:
    """If all that is free is being claimed, there is nothing for the next worker."""
    await sql.execute("UPDATE tasks SET done = true WHERE id <> 50")
    await sql.execute("UPDATE tasks SET done = false, assignee = NULL WHERE id = 50")
    async with answers() as ann, answers() as bob:
        first = await ann.claim_task("ann")
        same(id_of(first), 50, look="which tasks are free")
        async with at_once(look="what the second worker's statement meets"):
            same(await bob.claim_task("bob"), None, look="what becomes of a locked row")


@pytest.mark.task(3)
async def test_a_living_worker_keeps_its_task(answers: Answers, sql: Sql, sample: Sample) -> None:
    """One dies while another is at work; only the dead one's task is free."""
    before = await free_ids(sql)
    async with answers() as living:
        await living.claim_task("ann")
        with refused(Death, look="what your method does with the transaction"):
            async with answers() as dying:
                async with at_once(look="what the second worker's statement meets"):
                    await dying.claim_task("bob")
                raise Death
    same(await free_ids(sql), before[1:], look="who commits, and when")
