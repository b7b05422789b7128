"""T14: several tasks use one unit of work at once; who opened it still decides how it ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from shared.domain import NewTask
from shared.errors import Closed, ConcurrentUse, ConnectionLost
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


@pytest.mark.parametrize("ending", ["clean", "error of the caller"])
async def test_t14_a_savepoint_left_while_another_task_calls_loses_all(
    database: Database, sql: Sql, ending: str
) -> None:
    """As the block does: ConcurrentUse or the caller's error, and ConnectionLost for the call.

    What comes then in the block gets ConnectionLost, too, and nothing is stored.
    """
    task_id = await sql.fetchval("INSERT INTO tasks (title) VALUES ('old') RETURNING id")
    calls: list[asyncio.Task[Task]] = []

    async def leave_savepoint(repository: Repository) -> None:
        async with repository.savepoint():
            calls.append(asyncio.create_task(repository.edit_task(task_id, title="edited")))
            await until_blocked(sql)
            if ending != "clean":
                raise Undo

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("lost"))
            with pytest.raises(ConcurrentUse if ending == "clean" else Undo):
                await leave_savepoint(repository)
            with pytest.raises(ConnectionLost):
                await repository.count_tasks()

    async with asyncio.timeout(DEADLINE), locked_tasks(sql):
        with pytest.raises(ConnectionLost):
            await work()
        with pytest.raises(ConnectionLost):
            await calls[0]
    assert await sql.fetchval("SELECT array_agg(title) FROM tasks") == ["old"]
    async with database.transaction() as repository:
        assert await repository.count_tasks() == 1


@pytest.mark.parametrize("ending", ["clean", "error of the caller"])
async def test_t14_left_while_another_task_is_in_a_savepoint_all_is_lost(
    database: Database, sql: Sql, ending: str
) -> None:
    """The block ends with ConcurrentUse; the savepoint, too late, with Closed or as it would."""
    inside, left = asyncio.Event(), asyncio.Event()

    async def work_in_savepoint(repository: Repository) -> None:
        async with repository.savepoint():
            await repository.add_task(NewTask("inside"))
            inside.set()
            await left.wait()
            if ending != "clean":
                raise Undo

    async def work() -> None:
        async with database.transaction() as repository:
            await repository.add_task(NewTask("before"))
            tasks.append(asyncio.create_task(work_in_savepoint(repository)))
            await inside.wait()

    tasks: list[asyncio.Task[None]] = []
    async with asyncio.timeout(DEADLINE):
        with pytest.raises(ConcurrentUse):
            await work()
        left.set()
        with pytest.raises(Closed if ending == "clean" else Undo):
            await tasks[0]
        async with database.transaction() as repository:
            assert await repository.count_tasks() == 0


async def test_t14_a_savepoint_begins_and_ends_as_one_call_does(
    database: Database, sql: Sql
) -> None:
    """Who calls while it is made or ended is refused; the transaction and it are whole."""
    async with database.transaction() as repository:
        await repository.add_task(NewTask("before"))
        refused: list[BaseException | int] = []

        async def work() -> None:
            async with repository.savepoint():
                await repository.add_task(NewTask("inside"))

        working = asyncio.create_task(work())
        while not working.done():
            await asyncio.sleep(0)
            refused += await asyncio.gather(repository.count_tasks(), return_exceptions=True)
        await working
    assert ConcurrentUse in {type(one) for one in refused} <= {ConcurrentUse, int}
    titles = await sql.fetchval("SELECT array_agg(title ORDER BY id) FROM tasks")
    assert titles == ["before", "inside"]


async def test_t14_closing_a_dropped_stream_is_a_part_of_the_call_that_does_it(
    database: Database, sql: Sql
) -> None:
    """Who calls meanwhile is refused, and nothing of theirs is sent between."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 1001) AS n")
    async with database.autocommit() as repository:
        await anext(aiter(repository.stream_tasks()))
        counting = (repository.count_tasks() for _ in range(2))
        outcomes = await asyncio.gather(*counting, return_exceptions=True)
        assert outcomes[0] == 1_001
        assert isinstance(outcomes[1], ConcurrentUse)
        assert await repository.count_tasks() == 1_001


async def test_t14_a_stream_is_not_closed_in_the_middle_of_a_call(
    database: Database, sql: Sql
) -> None:
    """It would speak where an answer is due; it is closed when the call is over."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 1001) AS n")
    async with asyncio.timeout(DEADLINE), database.transaction() as repository:
        stream: Any = repository.stream_tasks()
        first = await anext(stream)
        async with locked_tasks(sql):
            calling = asyncio.create_task(repository.edit_task(first.id, title="edited"))
            await until_blocked(sql)
            with pytest.raises(ConcurrentUse):
                await stream.aclose()
        await calling
        await stream.aclose()
        assert (await repository.get_task(first.id)).title == "edited"


async def test_t14_a_stream_gives_nothing_in_the_middle_of_a_call(
    database: Database, sql: Sql
) -> None:
    """Not even what it has fetched already; and of that nothing is lost by asking."""
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, 3) AS n")
    async with asyncio.timeout(DEADLINE), database.transaction() as repository:
        stream = repository.stream_tasks()
        first = await anext(stream)
        async with locked_tasks(sql):
            calling = asyncio.create_task(repository.edit_task(first.id, title="edited"))
            await until_blocked(sql)
            with pytest.raises(ConcurrentUse):
                await anext(stream)
        await calling
        assert [task.title async for task in stream] == ["2", "3"]
