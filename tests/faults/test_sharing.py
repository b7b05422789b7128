"""T14: several tasks use one unit of work at once; who opened it still decides how it ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from shared.domain import NewTask
from shared.errors import ConcurrentUse, ConnectionLost
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Sql
from tests.contract.obstacles import DEADLINE, locked_tasks, until_blocked

TOGETHER = 5


class Undo(Exception):
    """Ends a block so that it is rolled back."""


async def add_together(repository: Repository) -> list[type]:
    """Add several tasks at the same time; what became of each."""
    adding = (repository.add_task(NewTask(f"number {number}")) for number in range(TOGETHER))
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    return [type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)]


async def test_t14_of_many_at_once_one_is_served_and_the_block_commits_it(
    database: Database, sql: Sql
) -> None:
    """The others get ConcurrentUse, have written nothing, and have not spoilt the transaction."""
    async with database.transaction() as repository:
        refused = await add_together(repository)
        await repository.add_task(NewTask("afterwards"))
    assert refused == [ConcurrentUse] * (TOGETHER - 1)
    titles = await sql.fetchval("SELECT array_agg(title ORDER BY id) FROM tasks")
    assert titles == ["number 0", "afterwards"]


async def test_t14_of_many_at_once_the_owner_may_still_roll_all_back(
    database: Database, sql: Sql
) -> None:
    """Nothing was committed on the way."""
    with suppress(Undo):
        async with database.transaction() as repository:
            refused = await add_together(repository)
            raise Undo
    assert refused == [ConcurrentUse] * (TOGETHER - 1)
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_t14_in_a_group_of_tasks_the_refusal_of_one_undoes_the_block(
    database: Database, sql: Sql
) -> None:
    """The group cancels its other tasks; the block is rolled back and the connection is whole."""

    async def work() -> None:
        async with database.transaction() as repository, asyncio.TaskGroup() as group:
            for number in range(TOGETHER):
                group.create_task(add(repository, number))

    async def add(repository: Repository, number: int) -> None:
        await repository.add_task(NewTask(f"number {number}"))

    with pytest.raises(ExceptionGroup) as caught:
        await work()
    assert {type(error) for error in caught.value.exceptions} == {ConcurrentUse}
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 0


async def test_t14_blocks_of_their_own_are_what_tasks_may_use_at_once(
    database: Database, sql: Sql
) -> None:
    """More tasks than connections, each with its own block: all are served."""

    async def add(number: int) -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask(f"number {number}"))

    await asyncio.gather(*(add(number) for number in range(TOGETHER)))
    assert await sql.fetchval("SELECT count(*) FROM tasks") == TOGETHER


@pytest.mark.parametrize("ending", ["clean", "error of the caller"])
async def test_t14_left_while_another_task_calls_the_block_writes_nothing(
    database: Database, sql: Sql, ending: str
) -> None:
    """The call ends with ConnectionLost, a clean exit with ConcurrentUse; the next block works."""
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('old') RETURNING id")
    calls: list[asyncio.Task[Task]] = []

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            calls.append(asyncio.create_task(repository.edit_task(task_id, title="edited")))
            await until_blocked(sql)
            if ending != "clean":
                raise Undo

    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        with pytest.raises(ConcurrentUse if ending == "clean" else Undo):
            await work()
        with pytest.raises(ConnectionLost):
            await calls[0]
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == ["old"]
