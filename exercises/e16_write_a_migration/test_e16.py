"""What e16 asks for: a revision that goes up and down under people's hands."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from exercises.e16_write_a_migration.contract import tables_after, tables_before
from workbook.learn.story import Rows, Story
from workbook.learn.verdict import NotYet, at_once, in_words, same
from workbook.sample import Sample
from workbook.tables import Sql

CONSTRAINT = "ck_tasks_priority"
LOCK_NOT_AVAILABLE = "55P03"
EVERY_ROW = "SELECT * FROM tasks ORDER BY id"
PRIORITIES = "SELECT DISTINCT priority FROM tasks"
UNTOUCHED = {"rows read": 0, "rows written": 0, "table rewritten": False}
FILE = "SELECT pg_relation_filenode('tasks') AS file"
TOUCHED = """
    SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS "rows read",
        n_tup_ins + n_tup_upd + n_tup_del AS "rows written"
    FROM pg_stat_xact_user_tables WHERE relname = 'tasks'"""
"""What this transaction has done so far, by Postgres's own account."""


def same_rows(actual: Rows, expected: Rows, look: str) -> None:
    """These rows, and no other; the failure shows the first that differs."""
    same(len(actual), len(expected), look)
    for row, wanted in zip(actual, expected, strict=True):
        same(row, wanted, look)


def without_priority(rows: Rows) -> Rows:
    return [{name: row[name] for name in row if name != "priority"} for row in rows]


def sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None))


@pytest.mark.task(1)
async def test_every_row_has_the_default(story: Story, sample: Sample) -> None:
    """The rows that were there have priority 0, and are else as they were."""
    before = await story.rows(EVERY_ROW)
    await story.up()
    same(await story.rows(PRIORITIES), [{"priority": 0}], look="what old rows get")
    rows = without_priority(await story.rows(EVERY_ROW))
    same_rows(rows, before, look="what else upgrade does to the rows")


@pytest.mark.task(1)
async def test_alembic_sees_no_drift(story: Story) -> None:
    """The column is as contract.py has it: its type, its default, and that it may not be null."""
    await story.up()
    same(await story.drift(tables_after()), [], look="the column in contract.py")


@pytest.mark.task(1)
async def test_yesterdays_program_still_inserts(story: Story, sample: Sample) -> None:
    """It does not name a column that it does not know."""
    await story.up()
    try:
        await story.execute("INSERT INTO tasks (title) VALUES ('by yesterday''s program')")
    except DBAPIError as error:
        look = "which value the server puts there when a program gives none"
        raise NotYet("a task of priority 0", in_words(error), look) from error
    same(await story.rows(PRIORITIES), [{"priority": 0}], look="what new rows get")


@pytest.mark.parametrize("priority", [-1, 4])
@pytest.mark.task(1)
async def test_an_unknown_priority_is_refused(story: Story, priority: int) -> None:
    """By the constraint of that name: a program finds it by name when it is told."""
    await story.up()
    try:
        await story.execute(f"INSERT INTO tasks (title, priority) VALUES ('x', {priority})")
    except DBAPIError as error:
        name = getattr(error.driver_exception, "constraint_name", None)
        same(name, CONSTRAINT, look="what the constraint is called")
    else:
        raise NotYet(f"priority {priority} is refused", "it is stored", "what the constraint says")


@pytest.mark.task(2)
async def test_down_takes_away_what_up_brought(story: Story, sample: Sample) -> None:
    """Every row is as it was before, and so are the tables."""
    before = await story.rows(EVERY_ROW)
    await story.up()
    await story.down()
    same(await story.drift(tables_before()), [], look="what upgrade has made, one by one")
    same_rows(await story.rows(EVERY_ROW), before, look="what downgrade does to the rows")


@pytest.mark.task(3)
async def test_no_row_is_touched_under_the_lock(story: Story, sample: Sample) -> None:
    """What takes as long as the table is large keeps everybody waiting."""
    [file] = await story.rows(FILE)
    await story.up()
    [touched] = await story.rows(TOUCHED)
    rewritten = await story.rows(FILE) != [file]
    touched["table rewritten"] = rewritten
    same(touched, UNTOUCHED, look="which of your statements has to go through all rows")


@pytest.mark.task(3)
async def test_it_gives_up_where_others_are_at_work(story: Story, sql: Sql) -> None:
    """Somebody reads for a long time: behind a migration that waits all others would wait too."""
    async with sql.transaction():
        await sql.execute("SELECT FROM tasks")
        try:
            async with at_once(look="how long Postgres may wait for the lock"):
                await story.up()
        except DBAPIError as error:
            if sqlstate(error) != LOCK_NOT_AVAILABLE:
                look = "what your limit is for: waiting for a lock, or anything that takes long"
                raise NotYet("the wait for the lock ends", in_words(error), look) from error
        else:
            raise NotYet("the lock cannot be had", "it is not asked for", "what upgrade changes")
