"""One revision more, up and down: `workbook.learn.story`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Integer, SmallInteger
from sqlalchemy.exc import IntegrityError

from exercises.e16_write_a_migration.contract import tables_after, tables_before
from tests.learn.conftest import solution
from workbook.learn.candidate import Candidate, module_of
from workbook.learn.story import Story, story_with, told
from workbook.tables import Sql

COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = 'tasks'"
ADD = "INSERT INTO tasks (title, priority) VALUES ('x', {})"


# SQLAlchemy's own reflection of a constraint that is NOT VALID warns of what it passes on itself.
pytestmark = pytest.mark.filterwarnings("ignore:Can't validate argument 'dialect_options'")


@pytest.fixture
async def story(database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """The one that the solution of e16 tells."""
    path = solution("migration", "e16_write_a_migration")
    module = module_of(Candidate(role="solution", way="migration", path=path, seed=1))
    async with story_with(module, database_url, tmp_path) as story:
        yield story


async def test_up_and_down_change_the_tables(story: Story) -> None:
    """Drift is what is missing, and nothing once it is there."""
    assert await story.drift(tables_before()) == []
    [missing] = await story.drift(tables_after())
    assert "add_column" in missing
    await story.up()
    assert await story.drift(tables_after()) == []
    await story.down()
    assert await story.drift(tables_before()) == []


async def test_a_refused_statement_ends_nothing(story: Story) -> None:
    """The transaction goes on, with the rows that it has."""
    await story.execute("DELETE FROM tasks")
    await story.up()
    await story.execute(ADD.format(3))
    with pytest.raises(IntegrityError):
        await story.execute(ADD.format(4))
    assert await story.rows("SELECT priority FROM tasks") == [{"priority": 3}]


async def test_nothing_is_left_of_a_story(database_url: str, sql: Sql, tmp_path: Path) -> None:
    """The next test finds the tables as they were."""
    before = await sql.fetch(COLUMNS)
    path = solution("migration", "e16_write_a_migration")
    module = module_of(Candidate(role="solution", way="migration", path=path, seed=1))
    async with story_with(module, database_url, tmp_path) as story:
        await story.up()
        assert len(await story.rows(COLUMNS)) == len(before) + 1
    assert await sql.fetch(COLUMNS) == before


def test_a_difference_is_told_in_words() -> None:
    """Kinds of Alembic's: a type that differs, a table that is missing."""
    changes: list[object] = [
        [("modify_type", None, "tasks", "priority", {}, Integer(), SmallInteger())],
        ("add_column", None, "tasks", "priority"),
    ]
    assert [told(change) for change in changes] == [
        "modify_type tasks.priority: INTEGER, where SMALLINT is wanted",
        "add_column tasks priority",
    ]
