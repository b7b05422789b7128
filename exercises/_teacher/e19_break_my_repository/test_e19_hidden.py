"""What e19 is graded by, beyond what learners see: the same promises, broken elsewhere."""

from __future__ import annotations

import pytest

from workbook.learn.broken import Broken, Written

CLEARS_WHAT_IS_NOT_GIVEN = Broken(
    "an edit of the title clears the assignee",
    "edit_task and a field that is not given",
    "sqlmodel_orm/repository.py",
    "model_dump(exclude_unset=True)",
    "model_dump()",
)
GIVES_ONE_TOO_MANY = Broken(
    "a page of two has three tasks",
    "list_tasks and limit",
    "asyncpg_raw/repository.py",
    "rows = await self._connection.fetch(statement, *arguments, limit)",
    "rows = await self._connection.fetch(statement, *arguments, limit + 1)",
)
TAKES_AN_UNDERSCORE_FOR_ANYTHING = Broken(
    "who looks for a_b finds axb as well",
    "the title_contains of a TaskFilter",
    "asyncpg_raw/mapping.py",
    r""".replace("_", r"\_")""",
    "",
)
GIVES_A_TASK_TO_TWO = Broken(
    "two workers cannot both claim a task at once",
    "claim_task and several workers",
    "sqlalchemy_core/repository.py",
    ".limit(1).with_for_update(skip_locked=True)",
    ".limit(1)",
)


@pytest.mark.task(1)
async def test_it_is_noticed_that_other_fields_are_cleared(written: Written) -> None:
    """What is not given stays."""
    await written.notice(CLEARS_WHAT_IS_NOT_GIVEN)


@pytest.mark.task(2)
async def test_it_is_noticed_that_a_page_is_too_long(written: Written) -> None:
    """The limit is the limit."""
    await written.notice(GIVES_ONE_TOO_MANY)


@pytest.mark.task(2)
async def test_it_is_noticed_that_an_underscore_matches_anything(written: Written) -> None:
    """There is more than one wildcard."""
    await written.notice(TAKES_AN_UNDERSCORE_FOR_ANYTHING)


@pytest.mark.task(3)
async def test_it_is_noticed_that_no_lock_is_taken(written: Written) -> None:
    """Without a lock two workers find the same task."""
    await written.notice(GIVES_A_TASK_TO_TWO)
