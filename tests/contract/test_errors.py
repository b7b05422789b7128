"""Promises about errors: one small tree, whatever the library, and the original always at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any

import asyncpg
import pytest

from shared.domain import NewTask
from shared.errors import (
    ConnectionLost,
    Deadlock,
    Duplicate,
    InvalidInput,
    LockNotAvailable,
    Misconfigured,
    MissingReference,
    NotFound,
    ReadOnly,
    RepositoryError,
    SerializationFailure,
    StatementTimeout,
    TransactionAborted,
    Unavailable,
)
from shared.protocol import Database, Repository
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import (
    DEADLINE,
    locked_tasks,
    on_insert,
    server_default,
)

NOBODY = 2**63 - 1
"""An id that no row has."""

Call = Callable[[Repository], Awaitable[object]]

TAKEN = NewTask("again", external_id="T-1")
DUPLICATES: Mapping[str, Call] = {
    "add_task": lambda repository: repository.add_task(TAKEN),
    "add_tasks": lambda repository: repository.add_tasks([NewTask("x"), TAKEN]),
    "add_tasks, twice in it": lambda repository: repository.add_tasks(
        [NewTask("x", external_id="T-2")] * 2
    ),
    "load_tasks": lambda repository: repository.load_tasks([NewTask("x"), TAKEN]),
}
"""Calls that store an external_id a second time, once there is T-1."""

ASTRAY = NewTask("astray", project_id=NOBODY, external_id="T-2")
MISSING_REFERENCES: Mapping[str, Call] = {
    "add_task": lambda repository: repository.add_task(ASTRAY),
    "add_tasks": lambda repository: repository.add_tasks([NewTask("x"), ASTRAY]),
    "load_tasks": lambda repository: repository.load_tasks([NewTask("x"), ASTRAY]),
    "import_tasks": lambda repository: repository.import_tasks([ASTRAY]),
}
"""Calls that store a project_id which no project has."""


OF_SQLSTATE: Mapping[str, tuple[type[RepositoryError], bool]] = {
    "08006": (ConnectionLost, True),
    "22P02": (InvalidInput, False),
    "23502": (InvalidInput, False),
    "23514": (InvalidInput, False),
    "25006": (ReadOnly, False),
    "25P02": (TransactionAborted, False),
    "3D000": (Misconfigured, False),
    "40001": (SerializationFailure, True),
    "40P01": (Deadlock, True),
    "53100": (Unavailable, True),
    "53300": (Unavailable, True),
    "55P03": (LockNotAvailable, True),
    "57014": (StatementTimeout, False),
    "57P01": (ConnectionLost, True),
    "57P03": (Unavailable, True),
    "58030": (Unavailable, True),
    "P0001": (RepositoryError, False),
    "XX000": (RepositoryError, False),
}
"""Codes of Postgres, with the error that each becomes and whether that is retryable."""


async def store_task(sql: Sql, external_id: str | None = None) -> int:
    """A task, written by plain SQL; its id."""
    statement = "INSERT INTO tasks (title, external_id) VALUES ('x', $1) RETURNING id"
    task_id: int = await sql.fetchval(statement, external_id)
    return task_id


# Constraints


@pytest.mark.parametrize("call", DUPLICATES)
@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_duplicate_names_the_field(
    database: Database, sql: Sql, scope: str, call: str
) -> None:
    """The constraint's name tells which value is there already; nothing is written."""
    await store_task(sql, "T-1")
    with pytest.raises(Duplicate) as caught:
        async with getattr(database, scope)() as repository:
            await DUPLICATES[call](repository)
    assert caught.value.field == "external_id"
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 1


@pytest.mark.parametrize("call", MISSING_REFERENCES)
@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_missing_reference_names_the_field(
    database: Database, sql: Sql, scope: str, call: str
) -> None:
    """The constraint's name tells what points nowhere; nothing is written."""
    with pytest.raises(MissingReference) as caught:
        async with getattr(database, scope)() as repository:
            await MISSING_REFERENCES[call](repository)
    assert caught.value.field == "project_id"
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_an_edit_to_a_project_that_is_not_there_names_the_field(
    autocommit: Repository, sql: Sql
) -> None:
    """The task keeps its values and its version."""
    task_id = await store_task(sql)
    with pytest.raises(MissingReference) as caught:
        await autocommit.edit_task(task_id, title="edited", project_id=NOBODY)
    assert caught.value.field == "project_id"
    row = await sql.fetchrow("SELECT title, project_id, version FROM tasks")
    assert tuple(row or ()) == ("x", None, 1)


async def test_not_found_says_what_was_not_found(repository: Repository) -> None:
    """The kind and the id stand in the message, for tasks and for projects."""
    with pytest.raises(NotFound, match=f"task {NOBODY}"):
        await repository.get_task(NOBODY)
    with pytest.raises(NotFound, match=f"project {NOBODY}"):
        await repository.get_project(NOBODY)


# SQLSTATE


@pytest.mark.parametrize("call", ["add_task", "add_tasks", "load_tasks"])
async def test_a_code_of_postgres_becomes_its_error(
    database: Database, sql: Sql, call: str
) -> None:
    """The SQLSTATE alone decides on the class, and on whether trying again can help."""
    outcomes = {}
    async with on_insert(sql, "tasks", "RAISE 'refused' USING ERRCODE = NEW.title"):
        for sqlstate in OF_SQLSTATE:
            new: Any = NewTask(sqlstate) if call == "add_task" else [NewTask(sqlstate)]
            with pytest.raises(RepositoryError) as caught:
                async with database.transaction() as repository:
                    await getattr(repository, call)(new)
            outcomes[sqlstate] = (type(caught.value), caught.value.retryable)
    assert outcomes == OF_SQLSTATE


async def test_an_error_that_no_rule_fits_has_the_words_of_postgres(
    database: Database, sql: Sql
) -> None:
    """What Postgres said is what the caller reads."""
    async with on_insert(sql, "tasks", "RAISE 'out of cheese'"):
        with pytest.raises(RepositoryError, match="out of cheese"):
            async with database.transaction() as repository:
                await repository.add_task(NewTask("x"))


async def test_a_column_that_postgres_names_is_the_field(database: Database, sql: Sql) -> None:
    """A value that a rule of the table refuses is told by its column."""
    action = "RAISE not_null_violation USING COLUMN = 'title'"
    async with on_insert(sql, "tasks", action):
        with pytest.raises(InvalidInput) as caught:
            async with database.transaction() as repository:
                await repository.add_task(NewTask("x"))
    assert caught.value.field == "title"


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_an_error_keeps_what_caused_it(database: Database, sql: Sql, scope: str) -> None:
    """Along `__cause__` comes what the library raised, with Postgres's code on it."""
    await store_task(sql, "T-1")
    with pytest.raises(Duplicate) as caught:
        async with getattr(database, scope)() as repository:
            await repository.add_task(TAKEN)
    causes = list(chain_of(caught.value.__cause__))
    assert causes
    assert "23505" in [getattr(cause, "sqlstate", None) for cause in causes]


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


# What the caller raises


@pytest.mark.parametrize(
    "error", [OSError("disk"), TimeoutError("slow"), ValueError("line 2"), KeyError(1)]
)
async def test_what_the_source_of_a_load_raises_goes_on_unchanged(
    database: Database, sql: Sql, error: Exception
) -> None:
    """The caller's own exception stays its own, though it passes through the library."""

    def source() -> Iterator[NewTask]:
        yield NewTask("first")
        raise error

    with pytest.raises(type(error)) as caught:
        async with database.transaction() as repository:
            await repository.load_tasks(source())
    assert caught.value is error
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_an_error_after_that_of_a_source_is_its_own(autocommit: Repository, sql: Sql) -> None:
    """What the source of an earlier load has raised is over; the block can be used on."""
    await store_task(sql, "T-1")
    source: Any = (1 // 0 for _ in range(1))
    with pytest.raises(ZeroDivisionError):
        await autocommit.load_tasks(source)
    with pytest.raises(Duplicate):
        await autocommit.add_task(TAKEN)
    assert await autocommit.count_tasks() == 1


# Time limits and locks


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_statement_past_the_limit_of_the_settings_raises_statement_timeout(
    open_database: Open, sql: Sql, scope: str
) -> None:
    """The server ends the statement, so that nobody waits for ever."""
    task_id = await store_task(sql)
    async with open_database(statement_timeout=0.3) as database, locked_tasks(sql):
        with pytest.raises(StatementTimeout) as caught:
            async with getattr(database, scope)() as repository:
                await repository.edit_task(task_id, title="edited")
    assert not caught.value.retryable


@pytest.mark.parametrize("scope", ["transaction", "autocommit"])
async def test_a_lock_past_the_limit_of_the_settings_raises_lock_not_available(
    open_database: Open, sql: Sql, scope: str
) -> None:
    """Somebody else is in the way: trying again can help."""
    task_id = await store_task(sql)
    async with open_database(lock_timeout=0.02) as database, locked_tasks(sql):
        with pytest.raises(LockNotAvailable) as caught:
            async with getattr(database, scope)() as repository:
                await repository.edit_task(task_id, title="edited")
    assert caught.value.retryable


async def test_of_two_transactions_that_wait_for_each_other_one_gets_deadlock(
    open_database: Open, sql: Sql
) -> None:
    """Exactly one is ended, and may be run again; the other is committed."""
    one, other = await store_task(sql), await store_task(sql)
    both_have_one = asyncio.Barrier(2)

    async def edit_both(database: Database, first: int, second: int) -> None:
        async with database.transaction() as repository:
            await repository.edit_task(first, title=f"by {first}")
            await both_have_one.wait()
            await repository.edit_task(second, title=f"by {first}")

    async with AsyncExitStack() as stack:
        with suppress(asyncpg.InsufficientPrivilegeError):  # then it takes a second
            await stack.enter_async_context(server_default(sql, "deadlock_timeout", "10ms"))
        database = await stack.enter_async_context(open_database())
        async with asyncio.timeout(DEADLINE):
            outcomes = await asyncio.gather(
                edit_both(database, one, other),
                edit_both(database, other, one),
                return_exceptions=True,
            )
    [error] = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(error, Deadlock)
    assert error.retryable
    winner = one if outcomes[0] is None else other
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == [f"by {winner}"] * 2
