"""Promises about what is returned: it stays readable, whatever becomes of the block."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pytest

from shared.domain import NewTask
from shared.errors import Duplicate, TransactionAborted
from shared.protocol import Database, Project, Repository, Task
from tests.contract.conftest import Open

TASK = ["id", "title", "done", "project_id", "assignee", "due_at"]
TASK += ["external_id", "version", "created_at"]
PROJECT = ["id", "name", "created_at"]


class Undo(Exception):
    """Ends a block so that it is rolled back."""


Returned = Mapping[str, Task | Project]
"""An object of each method that returns some, by the method's name."""


async def returned_by_each_method(repository: Repository) -> Returned:
    """Call every method that returns tasks or projects, and keep one of each."""
    added_project = await repository.add_project("move")
    given = NewTask("pack", project_id=added_project.id, external_id="T-1")
    added_task = await repository.add_task(given)
    claimed = await repository.claim_task("Zoë")
    assert claimed is not None
    return {
        "add_project": added_project,
        "add_task": added_task,
        "claim_task": claimed,
        "edit_task": await repository.edit_task(added_task.id, title="pack all"),
        "edit_task in vain": await repository.edit_task(added_task.id, title="pack all"),
        "get_task": await repository.get_task(added_task.id),
        "get_tasks": (await repository.get_tasks([added_task.id]))[0],
        "list_tasks": (await repository.list_tasks())[0],
        "stream_tasks": await anext(aiter(repository.stream_tasks())),
        "newest_tasks": (await repository.newest_tasks(1))[0],
        "get_project": await repository.get_project(added_project.id),
        "list_projects": (await repository.list_projects())[0],
    }


def read(returned: Returned) -> dict[str, object]:
    """Every attribute of each object, the tasks of a project and theirs included."""
    return {name: values_of(item) for name, item in returned.items()}


def values_of(item: Task | Project) -> list[object]:
    if hasattr(item, "tasks"):
        own = [getattr(item, name) for name in PROJECT]
        return [*own, *(values_of(task) for task in item.tasks)]
    return [getattr(item, name) for name in TASK]


async def fail(repository: Repository) -> None:
    """A statement that Postgres refuses, with the error swallowed."""
    with pytest.raises(Duplicate):
        await repository.add_task(NewTask("again", external_id="T-1"))


async def test_what_was_returned_can_be_read_after_commit(database: Database) -> None:
    """The values are those of the block."""
    async with database.transaction() as repository:
        returned = await returned_by_each_method(repository)
        inside = read(returned)
    assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_rollback(database: Database) -> None:
    """The values are those of the block, although they are in no table any more."""
    with suppress(Undo):
        async with database.transaction() as repository:
            returned = await returned_by_each_method(repository)
            inside = read(returned)
            raise Undo
    assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_the_block_of_autocommit(
    database: Database,
) -> None:
    """So it is where every statement commits by itself."""
    async with database.autocommit() as repository:
        returned = await returned_by_each_method(repository)
        inside = read(returned)
    assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_a_statement_failed(
    database: Database,
) -> None:
    """In a transaction that is lost, what was read before is still known."""
    with suppress(TransactionAborted):
        async with database.transaction() as repository:
            returned = await returned_by_each_method(repository)
            inside = read(returned)
            await fail(repository)
            assert read(returned) == inside
    assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_a_statement_failed_in_autocommit(
    database: Database,
) -> None:
    """Here only the failed statement is lost."""
    async with database.autocommit() as repository:
        returned = await returned_by_each_method(repository)
        inside = read(returned)
        await fail(repository)
        assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_a_savepoint_is_undone(
    repository: Repository,
) -> None:
    """What was read inside a savepoint outlives it."""
    with suppress(Undo):
        async with repository.savepoint():
            returned = await returned_by_each_method(repository)
            inside = read(returned)
            raise Undo
    assert read(returned) == inside


async def test_what_was_returned_before_a_savepoint_can_be_read_after_it_is_undone(
    repository: Repository,
) -> None:
    """What was read before a savepoint is not touched by its end."""
    returned = await returned_by_each_method(repository)
    inside = read(returned)
    with suppress(Undo):
        async with repository.savepoint():
            await repository.count_tasks()
            raise Undo
    assert read(returned) == inside


async def test_what_was_returned_can_be_read_after_its_rows_are_deleted(
    repository: Repository,
) -> None:
    """Deleting task and project takes nothing away from who has read them."""
    returned = await returned_by_each_method(repository)
    task, project = returned["add_task"], returned["add_project"]
    title, name = values_of(task)[1], values_of(project)[1]
    await repository.delete_task(task.id)
    await repository.delete_project(project.id)
    assert (values_of(task)[1], values_of(project)[1]) == (title, name)


async def test_what_was_returned_can_be_read_after_the_database_is_closed(
    open_database: Open,
) -> None:
    """Nothing of it needs a connection."""
    async with open_database() as database, database.transaction() as repository:
        returned = await returned_by_each_method(repository)
        inside = read(returned)
    assert read(returned) == inside
