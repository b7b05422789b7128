"""Changes a title and looks at the title.

way = "tests"
fails = [
    "test_it_is_noticed_that_nothing_is_cleared",
    "test_it_is_noticed_that_other_fields_are_cleared",
]
"""

from __future__ import annotations

from exercises._teacher.e19_break_my_repository.solution.tests import (
    test_a_stale_edit_is_refused,
    test_an_exception_undoes_the_block,
    test_pages_follow_each_other,
    test_two_workers_get_two_tasks,
    test_wildcards_are_plain_characters,
)
from shared.domain import NewTask
from shared.protocol import Database
from workbook.learn.verdict import same
from workbook.tables import Sql

__all__ = [
    "test_a_stale_edit_is_refused",
    "test_an_edit_changes_the_title",
    "test_an_exception_undoes_the_block",
    "test_pages_follow_each_other",
    "test_two_workers_get_two_tasks",
    "test_wildcards_are_plain_characters",
]


async def test_an_edit_changes_the_title(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        task = await repository.add_task(NewTask("old"))
        edited = await repository.edit_task(task.id, title="new")
    same(edited.title, "new", look="what edit_task writes")
