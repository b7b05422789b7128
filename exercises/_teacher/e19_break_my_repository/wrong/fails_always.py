"""Rejects the broken ones, and the others too.

way = "tests"
fails = [
    "test_it_is_noticed_that_nothing_is_cleared",
    "test_it_is_noticed_that_stale_edits_go_through",
    "test_it_is_noticed_that_a_task_is_on_two_pages",
    "test_it_is_noticed_that_a_percent_sign_matches_anything",
    "test_it_is_noticed_that_failed_work_is_stored",
    "test_it_is_noticed_that_workers_wait",
    "test_what_is_right_passes",
    "test_nothing_sleeps",
    "test_it_is_noticed_that_other_fields_are_cleared",
    "test_it_is_noticed_that_a_page_is_too_long",
    "test_it_is_noticed_that_an_underscore_matches_anything",
    "test_it_is_noticed_that_no_lock_is_taken",
]
"""

from __future__ import annotations

from shared.protocol import Database
from workbook.learn.verdict import same
from workbook.tables import Sql


async def test_nothing_is_right(database: Database, sql: Sql) -> None:
    same("this", "that", look="everything")
