"""Starts both workers and gives the first a head start, which it may need or not.

way = "tests"
fails = [
    "test_it_is_noticed_that_workers_wait",
    "test_nothing_sleeps",
]
"""

from __future__ import annotations

import asyncio

from exercises._teacher.e19_break_my_repository.solution.tests import (
    test_a_stale_edit_is_refused,
    test_an_edit_changes_what_is_given,
    test_an_exception_undoes_the_block,
    test_pages_follow_each_other,
    test_wildcards_are_plain_characters,
)
from shared.domain import NewTask
from shared.protocol import Database
from workbook.learn.verdict import same
from workbook.tables import Sql

__all__ = [
    "test_a_stale_edit_is_refused",
    "test_an_edit_changes_what_is_given",
    "test_an_exception_undoes_the_block",
    "test_pages_follow_each_other",
    "test_two_workers_get_two_tasks",
    "test_wildcards_are_plain_characters",
]


async def test_two_workers_get_two_tasks(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask("first"), NewTask("second")])
    claimed: list[str | None] = []

    async def work(name: str) -> None:
        async with database.transaction() as repository:
            task = await repository.claim_task(name)
            claimed.append(task.title if task else None)
            await asyncio.sleep(0.1)

    await asyncio.gather(work("ann"), work("bob"))
    same(sorted(filter(None, claimed)), ["first", "second"], look="who claims what")
