"""A unit of work is run again as a whole, only when that may help, and only so often."""

from __future__ import annotations

import pytest

from shared.domain import Isolation, NewTask
from shared.errors import Duplicate, OutcomeUnknown, ReadOnly, SerializationFailure
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.contract.conftest import Sql


async def test_the_result_of_the_work_is_given_back(database: Database, sql: Sql) -> None:
    """Without trouble there is one try, and it is committed."""
    task = await in_transaction(database, lambda repository: repository.add_task(NewTask("x")))
    assert await sql.fetchval("SELECT title FROM tasks WHERE id = $1", task.id) == "x"


async def test_the_whole_unit_is_run_again_after_a_conflict(database: Database, sql: Sql) -> None:
    """The second try reads afresh, so the other's change is built upon and not lost."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('a') RETURNING id")
    seen: list[str] = []

    async def append_b(repository: Repository) -> None:
        task = await repository.get_task(task_id)
        if not seen:
            await sql.execute("UPDATE tasks SET title = 'x' WHERE id = $1", task_id)
        seen.append(task.title)
        await repository.edit_task(task_id, title=task.title + "b")

    await in_transaction(database, append_b, isolation=Isolation.REPEATABLE_READ)
    assert seen == ["a", "x"]
    assert await sql.fetchval("SELECT title FROM tasks WHERE id = $1", task_id) == "xb"


async def test_what_cannot_be_helped_is_not_tried_again(database: Database) -> None:
    """A duplicate will be a duplicate the next time too."""
    tries = 0

    async def add_twice(repository: Repository) -> None:
        nonlocal tries
        tries += 1
        await repository.add_project("same")
        await repository.add_project("same")

    with pytest.raises(Duplicate):
        await in_transaction(database, add_twice)
    assert tries == 1


async def test_an_unknown_outcome_is_never_tried_again(database: Database) -> None:
    """The work may have been committed: doing it twice would be worse than saying so."""
    tries = 0

    async def lost(_: Repository) -> None:
        nonlocal tries
        tries += 1
        raise OutcomeUnknown

    with pytest.raises(OutcomeUnknown):
        await in_transaction(database, lost)
    assert tries == 1


async def test_pauses_double_up_to_a_second(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A random part of each is taken; here none of it."""
    longest: list[float] = []

    def none_of(_: float, pause: float) -> float:
        longest.append(pause)
        return 0.0

    async def always_in_conflict(_: Repository) -> None:
        raise SerializationFailure

    monkeypatch.setattr("shared.retry.random.uniform", none_of)
    with pytest.raises(SerializationFailure):
        await in_transaction(database, always_in_conflict, attempts=10)
    assert longest == [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0, 1.0]


async def test_the_last_error_goes_on_when_the_tries_are_used_up(database: Database) -> None:
    """It is the error of the last try, and it says how many there were."""
    errors: list[SerializationFailure] = []

    async def always_in_conflict(_: Repository) -> None:
        errors.append(SerializationFailure())
        raise errors[-1]

    with pytest.raises(SerializationFailure) as caught:
        await in_transaction(database, always_in_conflict, attempts=3)
    assert len(errors) == 3
    assert caught.value is errors[-1]
    assert caught.value.__notes__ == ["tried 3 times"]


async def test_a_unit_that_only_reads_cannot_write(database: Database) -> None:
    """`read_only` is that of the transaction, in every try."""
    with pytest.raises(ReadOnly):
        await in_transaction(database, lambda it: it.add_task(NewTask("x")), read_only=True)
