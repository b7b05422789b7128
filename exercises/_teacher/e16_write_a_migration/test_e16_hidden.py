"""What e16 is graded by, beyond what learners see."""

from __future__ import annotations

import pytest

from exercises.e16_write_a_migration.contract import tables_after
from exercises.e16_write_a_migration.test_e16 import EVERY_ROW, same_rows, without_priority
from workbook.learn.story import Story
from workbook.learn.verdict import NotYet, same
from workbook.sample import Sample

NO_LIMIT = "0"
LIMIT = "SELECT current_setting('lock_timeout') AS lock_timeout"


@pytest.mark.parametrize("priority", [0, 3])
@pytest.mark.task(1)
async def test_both_ends_are_priorities(story: Story, priority: int) -> None:
    """What is between 0 and 3 is stored as it is given."""
    await story.up()
    await story.execute(f"INSERT INTO tasks (title, priority) VALUES ('x', {priority})")
    stored = await story.rows("SELECT priority FROM tasks")
    same(stored, [{"priority": priority}], look="which priorities there are")


@pytest.mark.task(2)
async def test_it_goes_up_a_second_time(story: Story, sample: Sample) -> None:
    """Nothing is left that is in the way, though the column was in use."""
    before = await story.rows(EVERY_ROW)
    await story.up()
    await story.execute("UPDATE tasks SET priority = id % 4")
    await story.down()
    await story.up()
    same(await story.drift(tables_after()), [], look="what downgrade has left")
    rows = without_priority(await story.rows(EVERY_ROW))
    same_rows(rows, before, look="what downgrade does to rows that have a priority")


@pytest.mark.task(3)
async def test_down_gives_up_as_well(story: Story) -> None:
    """It has a limit of its own on waiting for the lock."""
    await story.up()
    await story.execute(f"SET LOCAL lock_timeout = {NO_LIMIT}")
    await story.down()
    [limit] = await story.rows(LIMIT)
    if limit["lock_timeout"] == NO_LIMIT:
        raise NotYet("a limit on waiting", "no limit", "how downgrade begins")
