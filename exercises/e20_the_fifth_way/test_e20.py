"""What e20 asks for: the contract suite, whole, on a way of your own."""

from __future__ import annotations

from types import ModuleType

import pytest

from shared.domain import NewTask
from shared.settings import Settings
from variants import VARIANTS
from workbook.contract import methods
from workbook.learn.suite import Suite
from workbook.learn.verdict import NotYet, same
from workbook.source import source_of


@pytest.mark.task(1)
async def test_blocks_are_as_promised(suite: Suite) -> None:
    """What is done in a block happens as a whole, and errors are those of the workbook."""
    suite.passes(
        *("test_opening.py", "test_transactions.py", "test_autocommit.py", "test_isolation.py"),
        *("test_savepoints.py", "test_errors.py", "test_connection_loss.py"),
        *("test_cancellation.py", "test_retry.py"),
    )


@pytest.mark.task(2)
async def test_tasks_are_as_promised(suite: Suite) -> None:
    """One task, and many; every value comes back as it was given."""
    suite.passes(
        *("test_one_task.py", "test_many_tasks.py", "test_streaming.py", "test_bad_input.py"),
        *("test_literal_values.py", "test_returned_objects.py"),
    )


@pytest.mark.task(3)
async def test_bulk_is_as_promised(suite: Suite) -> None:
    """Ten thousand as a whole or not at all, and in few round trips."""
    suite.passes("test_bulk.py", "test_round_trips.py")


@pytest.mark.task(4)
async def test_projects_and_reports_are_as_promised(suite: Suite) -> None:
    """The empty ones too."""
    suite.passes("test_projects.py", "test_reports.py")


@pytest.mark.task(5)
async def test_work_at_the_same_time_is_as_promised(suite: Suite) -> None:
    """Nobody gets another's task, and nobody loses another's change."""
    suite.passes("test_claiming.py", "test_interleaving.py")


@pytest.mark.task(6)
async def test_it_is_none_of_the_four(
    suite: Suite, module: ModuleType, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works where none of the four can be opened, and its classes are its own."""
    suite.is_written()

    def refuse(*_: object) -> None:
        raise NotYet("a way of its own", "one of the four is opened", "what open() calls")

    for database in VARIANTS.values():
        monkeypatch.setattr(database, "open", refuse)
    async with (
        module.Database.open(Settings(database_url, pool_size=1)) as database,
        database.transaction() as repository,
    ):
        task = await repository.add_task(NewTask("by the fifth way"))
        same(task.title, "by the fifth way", look="what add_task gives back")
    ancestry = [*type(database).__mro__, *type(repository).__mro__]
    borrowed = [kind for kind in ancestry if kind.__module__.startswith("variants.")]
    same(borrowed, [], look="where your classes come from")


@pytest.mark.task(6)
async def test_every_method_can_be_read(
    suite: Suite, module: ModuleType, database_url: str
) -> None:
    """The reader shows the source of a method beside those of the four."""
    suite.is_written()
    async with (
        module.Database.open(Settings(database_url, pool_size=1)) as database,
        database.autocommit() as repository,
    ):
        unread = [one.name for one in methods() if source_of(type(repository), one.name) is None]
    same(unread, [], look="methods that stand in no class")
