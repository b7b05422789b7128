"""e19: tests that any repository must pass."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from shared.domain import NewTask, TaskFilter
from shared.errors import StaleTask
from shared.protocol import Database, Task
from workbook.learn.verdict import refused, same
from workbook.tables import Sql

DUE = datetime(2026, 3, 1, tzinfo=UTC)


class Mishap(Exception):
    """What leaves a block too early."""


async def test_an_edit_changes_what_is_given(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        task = await repository.add_task(NewTask("old", assignee="ann", due_at=DUE))
        await repository.edit_task(task.id, title="new", due_at=None)
    row = await sql.fetchrow("SELECT title, assignee, due_at FROM tasks")
    same(row and tuple(row), ("new", "ann", None), look="what edit_task writes")


async def test_a_stale_edit_is_refused(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        task = await repository.add_task(NewTask("old"))
        stale = task.version
        await repository.edit_task(task.id, title="new")
        with refused(StaleTask, look="what edit_task expects"):
            await repository.edit_task(task.id, title="newer", expected_version=stale)
    same(await sql.fetchval("SELECT title FROM tasks"), "new", look="what a stale edit writes")


async def test_pages_follow_each_other(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask(title) for title in "abcde"])
        first = await repository.list_tasks(limit=2)
        second = await repository.list_tasks(after=first[-1].id, limit=2)
    same(titles([*first, *second]), [*"abcd"], look="where pages begin and end")


async def test_wildcards_are_plain_characters(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask(title) for title in ("5% off", "50 off", "a_b", "axb")])
        percent = await repository.list_tasks(TaskFilter(title_contains="5% "))
        underscore = await repository.list_tasks(TaskFilter(title_contains="a_b"))
    same(titles(percent), ["5% off"], look="the percent sign")
    same(titles(underscore), ["a_b"], look="the underscore")


async def test_an_exception_undoes_the_block(database: Database, sql: Sql) -> None:
    with refused(Mishap, look="the exception out of the block"):
        async with database.transaction() as repository:
            await repository.add_task(NewTask("never"))
            raise Mishap
    same(await sql.fetchval("SELECT count(*) FROM tasks"), 0, look="what is rolled back")


async def test_two_workers_get_two_tasks(database: Database, sql: Sql) -> None:
    async with database.autocommit() as repository:
        await repository.add_tasks([NewTask("first"), NewTask("second")])
    async with database.transaction() as ann, database.transaction() as bob:
        claimed = [await ann.claim_task("ann"), await bob.claim_task("bob")]
    same(titles(claimed), ["first", "second"], look="who claims what")


def titles(tasks: Iterable[Task | None]) -> list[str]:
    """The titles, in order; None has none."""
    return [task.title for task in tasks if task is not None]
