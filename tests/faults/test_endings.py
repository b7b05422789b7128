"""How a unit of work ends when its end goes wrong: at COMMIT, at ROLLBACK, in a savepoint."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from shared.domain import NewTask
from shared.errors import ConnectionLost, Duplicate, MissingReference
from shared.protocol import Database, Repository
from tests.contract.conftest import Sql
from tests.contract.obstacles import terminate_sessions

REFERENCE = "ALTER TABLE tasks ALTER CONSTRAINT fk_tasks_project_id_projects"
PROJECT = 4_711


@pytest.fixture
async def deferred_reference(sql: Sql) -> AsyncIterator[None]:
    """Whether a task's project exists is asked at COMMIT."""
    await sql.execute(f"{REFERENCE} DEFERRABLE INITIALLY DEFERRED")
    yield
    await sql.execute(f"{REFERENCE} NOT DEFERRABLE")


async def numbers_of(sql: Sql) -> tuple[int, int]:
    """How many tasks and projects there are."""
    row = await sql.fetchrow("SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM projects)")
    assert row is not None
    return row[0], row[1]


@pytest.mark.usefixtures("deferred_reference")
async def test_a_commit_refused_by_a_deferred_constraint_is_no_unknown_outcome(
    database: Database, sql: Sql
) -> None:
    """MissingReference names the field, nothing is kept, and the same unit succeeds later."""

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_project("kept or not")
            await repository.add_task(NewTask("x", project_id=PROJECT))

    with pytest.raises(MissingReference) as caught:
        await work()
    assert caught.value.field == "project_id"
    assert await numbers_of(sql) == (0, 0)
    await sql.execute(f"INSERT INTO projects (id, name) VALUES ({PROJECT}, 'there now')")
    await work()
    assert await numbers_of(sql) == (1, 2)


@pytest.mark.parametrize("kind", [ValueError, Duplicate])
async def test_a_rollback_that_fails_is_a_note_on_what_caused_it(
    database: Database, sql: Sql, application_name: str, kind: type[Exception]
) -> None:
    """The caller's exception goes on as the same object; what became of the rollback is added."""
    error = kind("mine")

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("x"))
            await terminate_sessions(sql, application_name)
            raise error

    with pytest.raises(kind) as caught:
        await work()
    assert caught.value is error
    [note] = error.__notes__
    assert note.startswith("Ending the transaction failed")
    assert await numbers_of(sql) == (0, 0)


async def test_a_failed_statement_stays_the_error_though_its_rollback_fails(
    database: Database, sql: Sql, application_name: str
) -> None:
    """The connection breaks between a Duplicate and its rollback: Duplicate it is."""

    async def work() -> None:
        async with database.transaction() as repository:
            try:
                await repository.add_task(NewTask("again", external_id="T-1"))
            finally:
                await terminate_sessions(sql, application_name)

    await sql.execute("INSERT INTO tasks (title, external_id) VALUES ('x', 'T-1')")
    with pytest.raises(Duplicate):
        await work()
    assert await numbers_of(sql) == (1, 0)


async def test_errors_at_three_levels_of_savepoints_undo_their_own_level_only(
    database: Database, sql: Sql
) -> None:
    """A Duplicate in each: what the level around it has written before and after is kept."""

    async def fail(repository: Repository) -> None:
        async with repository.savepoint():
            await repository.add_task(NewTask("lost"))
            await repository.add_task(NewTask("again", external_id="T-1"))

    async def nest(repository: Repository, level: int) -> None:
        await repository.add_task(NewTask(f"before {level}"))
        if level < 3:
            with pytest.raises(Duplicate):
                await fail(repository)
            async with repository.savepoint():
                await nest(repository, level + 1)
        await repository.add_task(NewTask(f"after {level}"))

    async with database.transaction() as repository:
        await repository.add_task(NewTask("first", external_id="T-1"))
        await nest(repository, 0)
    titles = [row["title"] for row in await sql.fetch("SELECT title FROM tasks ORDER BY id")]
    levels = range(4)
    before, after = [f"before {n}" for n in levels], [f"after {n}" for n in reversed(levels)]
    assert titles == ["first", *before, *after]


async def test_a_savepoint_that_cannot_be_undone_lets_the_callers_error_go_on(
    database: Database, sql: Sql, application_name: str
) -> None:
    """The connection breaks inside: what the caller has raised is what leaves the block."""
    reason = ValueError("mine")

    async def work() -> None:
        async with database.transaction() as repository, repository.savepoint():
            await repository.add_task(NewTask("x"))
            await terminate_sessions(sql, application_name)
            raise reason

    with pytest.raises((ValueError, ConnectionLost)) as caught:
        await work()
    assert await numbers_of(sql) == (0, 0)
    assert caught.value is reason


async def test_after_a_savepoint_that_could_not_be_undone_the_connection_is_lost(
    database: Database, sql: Sql, application_name: str
) -> None:
    """Whoever catches the error outside of it is told so by the next call: it is retryable."""
    await sql.execute("INSERT INTO tasks (title, external_id) VALUES ('x', 'T-1')")

    async def work() -> None:
        async with database.transaction() as repository:
            with suppress(Duplicate):
                async with repository.savepoint():
                    try:
                        await repository.add_task(NewTask("again", external_id="T-1"))
                    finally:
                        await terminate_sessions(sql, application_name)
            await repository.count_tasks()

    with pytest.raises(ConnectionLost) as caught:
        await work()
    assert caught.value.retryable
