"""Lets the second worker begin when the first has committed.

way = "tests"
fails = [
    "test_it_is_noticed_that_workers_wait",
    "test_it_is_noticed_that_no_lock_is_taken",
]
"""

from __future__ import annotations

from exercises._teacher.e19_break_my_repository.solution.tests import (
    test_a_stale_edit_is_refused,
    test_an_edit_changes_what_is_given,
    test_an_exception_undoes_the_block,
    test_pages_follow_each_other,
    test_wildcards_are_plain_characters,
    titles,
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
    claimed = []
    for worker in ("ann", "bob"):
        async with database.transaction() as repository:
            claimed.append(await repository.claim_task(worker))
    same(titles(claimed), ["first", "second"], look="who claims what")
