"""Looks for a piece of SQL, which only one of the ways sends like this.

way = "tests"
fails = [
    "test_what_is_right_passes",
    "test_nothing_sleeps",
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
    "test_the_queue_skips_what_is_locked",
    "test_wildcards_are_plain_characters",
]


LAST_STATEMENT = """
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'"""


async def test_the_queue_skips_what_is_locked(database: Database, sql: Sql) -> None:
    async with database.transaction() as repository:
        await repository.add_task(NewTask("first"))
        await repository.claim_task("ann")
        query = await sql.fetchval(LAST_STATEMENT)
    same("LIMIT 1 FOR UPDATE SKIP LOCKED" in query, True, look="the statement")
