"""T1 and T3: what a block may say about its commit, when that is unknown or cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import pytest

from shared.domain import ImportResult, NewTask
from shared.errors import OutcomeUnknown, RepositoryError, TransactionAborted
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.contract.conftest import Sql
from tests.contract.obstacles import DEADLINE, until, until_blocked
from tests.faults.injectors import held_commit, until_said
from workbook.wire import Observer

KEYED = NewTask("keyed", external_id="T-1")

Work = Callable[[Repository], Awaitable[object]]


async def count(sql: Sql) -> int:
    """How many tasks are committed."""
    number: int = await sql.fetchval("SELECT count(*) FROM tasks")
    return number


async def lose_the_answer(
    observer: Observer, sql: Sql, database: Database, work: Work
) -> asyncio.Task[object]:
    """Run the work in a transaction that Postgres commits, and lose what it says about that."""
    return await lose_an_answer(observer, sql, in_transaction(database, work))


async def lose_an_answer(
    observer: Observer, sql: Sql, unit: Coroutine[Any, Any, object]
) -> asyncio.Task[object]:
    """Run what commits one task, and lose what Postgres says about that."""
    async with held_commit(sql):
        running = asyncio.create_task(unit)
        await until_blocked(sql)
        observer.freeze()
    await until(lambda: is_there(sql))
    observer.cut()
    observer.thaw()
    await asyncio.wait([running], timeout=DEADLINE)
    return running


async def is_there(sql: Sql) -> bool:
    return await count(sql) == 1


async def test_t01_a_lost_answer_to_commit_raises_outcome_unknown(
    observer: Observer, database: Database, sql: Sql
) -> None:
    """Postgres has committed and nobody heard it: the block does not claim otherwise."""
    running = await lose_the_answer(observer, sql, database, lambda it: it.add_task(KEYED))
    error = running.exception()
    assert isinstance(error, OutcomeUnknown)
    assert not error.retryable
    assert error.__cause__ is not None
    assert await count(sql) == 1


async def test_t01_without_a_transaction_a_lost_answer_is_unknown_too(
    observer: Observer, database: Database, sql: Sql
) -> None:
    """Each call commits by itself, so its own answer is that of its commit."""

    async def unit() -> None:
        async with database.autocommit() as repository:
            await repository.add_task(KEYED)

    running = await lose_an_answer(observer, sql, unit())
    assert isinstance(running.exception(), OutcomeUnknown)
    assert await count(sql) == 1


async def test_t01_an_unknown_outcome_is_not_tried_again(
    observer: Observer, database: Database, sql: Sql
) -> None:
    """The helper that runs units of work again leaves this one alone."""
    tries = 0

    async def work(repository: Repository) -> None:
        nonlocal tries
        tries += 1
        await repository.add_task(NewTask("no key"))

    running = await lose_the_answer(observer, sql, database, work)
    assert isinstance(running.exception(), OutcomeUnknown)
    assert (tries, await count(sql)) == (1, 1)


async def test_t01_a_key_tells_afterwards_that_the_work_was_done(
    observer: Observer, database: Database, sql: Sql
) -> None:
    """Importing the same again, by its key, stores nothing twice and says that it was there."""
    running = await lose_the_answer(observer, sql, database, lambda it: it.import_tasks([KEYED]))
    assert isinstance(running.exception(), OutcomeUnknown)
    again = await in_transaction(database, lambda repository: repository.import_tasks([KEYED]))
    assert again == ImportResult(inserted=0, updated=0, unchanged=1)
    assert await count(sql) == 1


async def test_t01_a_commit_that_never_arrived_raises_outcome_unknown_too(
    observer: Observer, database: Database, sql: Sql
) -> None:
    """The caller cannot tell the two cases apart; here nothing was written."""

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(KEYED)
            observer.freeze()

    running = asyncio.create_task(work())
    await until_said(observer)
    observer.cut()
    observer.thaw()
    async with asyncio.timeout(DEADLINE):
        with pytest.raises(OutcomeUnknown):
            await running
    assert await count(sql) == 0


MISSING = 2**63 - 1
REFUSED: Mapping[str, Work] = {
    "add_task": lambda it: it.add_task(KEYED),
    "add_tasks": lambda it: it.add_tasks([NewTask("x"), KEYED]),
    "load_tasks": lambda it: it.load_tasks([NewTask("x"), KEYED]),
    "import_tasks": lambda it: it.import_tasks(
        [NewTask("x", external_id="T-2", project_id=MISSING)]
    ),
    "add_project": lambda it: it.add_project("taken"),
}
"""Calls that Postgres refuses once there is KEYED and a project called taken."""


@pytest.mark.parametrize("call", REFUSED)
async def test_t03_a_swallowed_error_makes_leaving_the_block_raise(
    database: Database, sql: Sql, call: str
) -> None:
    """Nothing is written, neither what came before the error nor what was tried after it."""
    swallowed: list[RepositoryError] = []

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(KEYED)
            await repository.add_project("taken")
            try:
                await REFUSED[call](repository)
            except RepositoryError as error:
                swallowed.append(error)
            with suppress(TransactionAborted):
                await repository.add_task(NewTask("after"))

    with pytest.raises(TransactionAborted) as caught:
        await work()
    assert caught.value.__cause__ is swallowed[0]
    rows = await sql.fetchval("SELECT (SELECT count(*) FROM tasks) + count(*) FROM projects")
    assert rows == 0
