"""Never turns the page.

way = "tests"
fails = [
    "test_it_is_noticed_that_a_task_is_on_two_pages",
]
"""

from __future__ import annotations

from exercises._teacher.e19_break_my_repository.solution.tests import (
    test_a_stale_edit_is_refused,
    test_an_edit_changes_what_is_given,
    test_an_exception_undoes_the_block,
    test_two_workers_get_two_tasks,
    test_wildcards_are_plain_characters,
    titles,
)
from shared.domain import NewTask
from shared.protocol import Database
from workbook.learn.verdict import same
from workbook.tables import Sql

__all__ = [
    "test_a_page_has_two_tasks",
    "test_a_stale_edit_is_refused",
    "test_an_edit_changes_what_is_given",
    "test_an_exception_undoes_the_block",
    "test_two_workers_get_two_tasks",
    "test_wildcards_are_plain_characters",
]


async def test_a_page_has_two_tasks(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask(title) for title in "abcde"])
        page = await repository.list_tasks(limit=2)
    same(titles(page), [*"ab"], look="where a page ends")
