"""Looks for what must be gone in the block that wrote it, before it is left.

way = "tests"
fails = [
    "test_it_is_noticed_that_failed_work_is_stored",
]
"""

from __future__ import annotations

from exercises._teacher.e19_break_my_repository.solution.tests import (
    Mishap,
    test_a_stale_edit_is_refused,
    test_an_edit_changes_what_is_given,
    test_pages_follow_each_other,
    test_two_workers_get_two_tasks,
    test_wildcards_are_plain_characters,
)
from shared.domain import NewTask
from shared.protocol import Database
from workbook.learn.verdict import refused, same
from workbook.tables import Sql

__all__ = [
    "test_a_stale_edit_is_refused",
    "test_an_edit_changes_what_is_given",
    "test_an_exception_undoes_the_block",
    "test_pages_follow_each_other",
    "test_two_workers_get_two_tasks",
    "test_wildcards_are_plain_characters",
]


async def test_an_exception_undoes_the_block(database: Database, sql: Sql) -> None:
    with refused(Mishap, look="the exception out of the block"):
        async with database.transaction() as repository:
            task = await repository.add_task(NewTask("never"))
            same((await repository.get_task(task.id)).title, "never", look="what is stored")
            raise Mishap
