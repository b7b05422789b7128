"""Calls everything once and is content if nothing is raised.

way = "tests"
fails = [
    "test_it_is_noticed_that_nothing_is_cleared",
    "test_it_is_noticed_that_stale_edits_go_through",
    "test_it_is_noticed_that_a_task_is_on_two_pages",
    "test_it_is_noticed_that_a_percent_sign_matches_anything",
    "test_it_is_noticed_that_failed_work_is_stored",
    "test_it_is_noticed_that_workers_wait",
    "test_it_is_noticed_that_other_fields_are_cleared",
    "test_it_is_noticed_that_a_page_is_too_long",
    "test_it_is_noticed_that_an_underscore_matches_anything",
    "test_it_is_noticed_that_no_lock_is_taken",
]
"""

from __future__ import annotations

from shared.domain import NewTask, TaskFilter
from shared.protocol import Database
from workbook.tables import Sql


async def test_it_works(database: Database, sql: Sql) -> None:
    async with database.transaction() as repository:
        task = await repository.add_task(NewTask("5% off", assignee="ann"))
        await repository.edit_task(task.id, assignee=None, expected_version=task.version)
        await repository.list_tasks(TaskFilter(title_contains="%"), after=0, limit=2)
        await repository.claim_task("bob")
