"""Filters by text that has nothing special in it.

way = "tests"
fails = [
    "test_it_is_noticed_that_a_percent_sign_matches_anything",
    "test_it_is_noticed_that_an_underscore_matches_anything",
]
"""

from __future__ import annotations

from exercises._teacher.e19_break_my_repository.solution.tests import (
    test_a_stale_edit_is_refused,
    test_an_edit_changes_what_is_given,
    test_an_exception_undoes_the_block,
    test_pages_follow_each_other,
    test_two_workers_get_two_tasks,
    titles,
)
from shared.domain import NewTask, TaskFilter
from shared.protocol import Database
from workbook.learn.verdict import same
from workbook.tables import Sql

__all__ = [
    "test_a_stale_edit_is_refused",
    "test_an_edit_changes_what_is_given",
    "test_an_exception_undoes_the_block",
    "test_pages_follow_each_other",
    "test_tasks_are_found_by_a_word",
    "test_two_workers_get_two_tasks",
]


async def test_tasks_are_found_by_a_word(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask("pay the rent"), NewTask("call the bank")])
        found = await repository.list_tasks(TaskFilter(title_contains="rent"))
    same(titles(found), ["pay the rent"], look="the filter")
