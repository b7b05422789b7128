"""Promises about one task: add, get, edit, delete."""

import pytest

from shared.domain import NewTask
from shared.errors import TaskNotFound
from shared.protocol import Database, Repository
from tests.contract.conftest import Sql


async def test_an_added_task_is_stored_as_given(autocommit: Repository, sql: Sql) -> None:
    """What was given is what plain SQL finds."""
    task = await autocommit.add_task(NewTask("write the minutes", assignee="Zoë"))
    row = await sql.fetchrow("SELECT title, assignee FROM tasks WHERE id = $1", task.id)
    assert tuple(row) == ("write the minutes", "Zoë")


async def test_getting_an_unknown_task_raises_task_not_found(repository: Repository) -> None:
    """An id that no row has is an error, never None."""
    with pytest.raises(TaskNotFound):
        await repository.get_task(404)
