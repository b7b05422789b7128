"""What is promised about a stream: its order, its moment, its cursor, and the calls around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain import NewTask, TaskFilter
from shared.errors import Closed, ConcurrentUse
from shared.protocol import Database, Repository, Task
from tests.contract.conftest import Open, Scope, Sql
from workbook.wire import observe

FIELDS = tuple(name for name in vars(Task) if isinstance(vars(Task)[name], property))
MANY = 2_500
LONG = 1_200  # more than one batch, so that stopping early leaves something in Postgres
FULL_TASK = """
    INSERT INTO projects (id, name) VALUES (700001, 'one');
    INSERT INTO tasks (title, done, project_id, assignee, due_at, external_id, version)
    VALUES ('a', true, 700001, 'Zoë', '2031-05-04 03:02:01.5+00', 'c', 7)"""
OPEN_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'"""


async def generated(sql: Sql, count: int) -> list[int]:
    """The ids, in order, of so many new tasks; the first lies last: no order is an accident.

    In a new table, so that no gap attracts a row and no statistics recommend an index.
    """
    await sql.execute("TRUNCATE tasks")
    await sql.execute("INSERT INTO tasks (title) SELECT n FROM generate_series(1, $1) AS n", count)
    ids = [row["id"] for row in await sql.fetch("SELECT id FROM tasks ORDER BY id")]
    await sql.execute("UPDATE tasks SET done = done WHERE id = $1", ids[0])
    return ids


async def ids_of(stream: AsyncIterator[Task]) -> list[int]:
    """The ids, in the order they come."""
    return [task.id async for task in stream]


async def step(stream: AsyncIterator[Task], times: int = 1) -> None:
    """Take so many tasks off the stream."""
    for _ in range(times):
        await anext(stream)


# What comes


async def test_a_stream_is_in_the_order_of_the_ids(scope: Scope, sql: Sql) -> None:
    """Wherever the rows lie in the table."""
    ids = await generated(sql, 5)
    async with scope() as repository:
        assert await ids_of(repository.stream_tasks()) == ids


async def test_a_stream_brings_every_task_once(scope: Scope, sql: Sql) -> None:
    """More than one batch of them, none left out or repeated where batches meet."""
    ids = await generated(sql, MANY)
    async with scope() as repository:
        assert await ids_of(repository.stream_tasks()) == ids


@pytest.mark.parametrize("count", [1_000, 1_001])
async def test_a_stream_ends_with_the_last_task(
    autocommit: Repository, sql: Sql, count: int
) -> None:
    """Also where the last task fills a batch, or is alone in one."""
    ids = await generated(sql, count)
    assert await ids_of(autocommit.stream_tasks()) == ids


async def test_a_stream_of_no_tasks_ends_at_once(scope: Scope) -> None:
    """No rows are no error."""
    async with scope() as repository:
        assert await ids_of(repository.stream_tasks()) == []


async def test_a_stream_brings_matching_tasks_only(scope: Scope, sql: Sql) -> None:
    """The filter is that of a list, over all batches."""
    ids = await generated(sql, LONG)
    await sql.execute("UPDATE tasks SET done = true WHERE id % 2 = 0")
    async with scope() as repository:
        streamed = await ids_of(repository.stream_tasks(TaskFilter(done=True)))
    assert streamed == [task_id for task_id in ids if task_id % 2 == 0]


async def test_every_field_is_streamed_as_stored(scope: Scope, sql: Sql) -> None:
    """What plain SQL has stored is what comes, in the types of the view, and stays readable."""
    await sql.execute(FULL_TASK)
    [row] = await sql.fetch("SELECT * FROM tasks")
    async with scope() as repository:
        [task] = [task async for task in repository.stream_tasks()]
    assert {field: getattr(task, field) for field in FIELDS} == dict(row)
    types = [int, str, bool, int, str, datetime, str, int, datetime]
    assert [type(getattr(task, field)) for field in FIELDS] == types
    assert task.created_at.utcoffset() == timedelta(0)


async def test_empty_fields_are_streamed_as_none(scope: Scope, sql: Sql) -> None:
    """NULL is None, in every field that may be NULL."""
    await generated(sql, 1)
    async with scope() as repository:
        [task] = [task async for task in repository.stream_tasks()]
    assert [task.project_id, task.assignee, task.due_at, task.external_id] == [None] * 4


async def test_streamed_tasks_stay_readable_after_a_rollback(database: Database, sql: Sql) -> None:
    """All of it is loaded, of a stream that was finished and of one that was not."""
    ids = await generated(sql, 3)
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            tasks = [task async for task in repository.stream_tasks()]
            async for task in repository.stream_tasks():
                tasks.append(task)
                raise ZeroDivisionError
    assert [(task.id, task.version) for task in tasks] == [(i, 1) for i in [*ids, ids[0]]]


async def test_a_stream_sees_what_its_own_transaction_has_written(database: Database) -> None:
    """Uncommitted tasks of the same block are there."""
    async with database.transaction() as repository:
        await repository.add_tasks([NewTask("a"), NewTask("b")])
        titles = [task.title async for task in repository.stream_tasks()]
    assert titles == ["a", "b"]


# Of one moment


async def test_a_stream_is_of_the_moment_of_its_first_step(scope: Scope, sql: Sql) -> None:
    """Asking for it is no step: what others commit between the two is in it."""
    await generated(sql, 2)
    async with scope() as repository:
        stream = repository.stream_tasks()
        await sql.execute("INSERT INTO tasks (title) VALUES ('in time')")
        assert [task.title async for task in stream] == ["1", "2", "in time"]


async def test_a_stream_does_not_see_what_is_committed_after_its_first_step(
    scope: Scope, sql: Sql
) -> None:
    """Batches fetched later show the tasks as they were: none new, none changed, none missing."""
    ids = await generated(sql, MANY)
    async with scope() as repository:
        stream = repository.stream_tasks()
        await step(stream)
        await sql.execute("INSERT INTO tasks (title) VALUES ('too late')")
        await sql.execute("UPDATE tasks SET title = 'changed' WHERE id = $1", ids[-2])
        await sql.execute("DELETE FROM tasks WHERE id = $1", ids[-1])
        rest = [(task.id, task.title) async for task in stream]
    assert rest[-2:] == [(ids[-2], str(MANY - 1)), (ids[-1], str(MANY))]
    assert len(rest) == MANY - 1


async def test_each_stream_is_of_its_own_moment(scope: Scope, sql: Sql) -> None:
    """A second stream in the same block shows what others have committed since the first."""
    await generated(sql, 1)
    async with scope() as repository:
        first = [task async for task in repository.stream_tasks()]
        assert [task.title for task in first] == ["1"]
        await sql.execute("UPDATE tasks SET title = 'changed'")
        assert [task.title async for task in repository.stream_tasks()] == ["changed"]


# Through a cursor


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
async def test_a_stream_fetches_batch_by_batch(
    open_database: Open, database_url: str, sql: Sql, block: str
) -> None:
    """After the first step most tasks are still in Postgres, and come by the hundred."""
    await generated(sql, MANY)
    async with (
        observe(database_url) as observer,
        open_database(url=observer.url) as database,
        getattr(database, block)() as repository,
    ):
        stream = repository.stream_tasks()
        await step(stream)
        observer.restart()
        await step(stream, MANY - 1)
        assert 2 <= observer.recording.round_trips <= MANY / 100


@pytest.mark.parametrize("block", ["autocommit", "transaction"])
async def test_a_stream_that_is_stopped_early_does_not_fetch_the_rest(
    open_database: Open, database_url: str, sql: Sql, block: str
) -> None:
    """What nobody asked for stays in Postgres: fewer fetches than for all."""
    await generated(sql, MANY)
    round_trips = []
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        for steps in (MANY, 1):
            observer.restart()
            async with getattr(database, block)() as repository:
                await step(repository.stream_tasks(), steps)
            round_trips.append(observer.recording.round_trips)
    assert round_trips[1] <= round_trips[0] - 2


async def test_asking_for_a_stream_sends_nothing(
    open_database: Open, database_url: str, sql: Sql
) -> None:
    """A stream that is never begun costs nothing, and leaves nothing to clean up."""
    await generated(sql, 1)
    async with observe(database_url) as observer, open_database(url=observer.url) as database:
        async with database.autocommit() as repository:
            await repository.count_tasks()
            observer.restart()
            repository.stream_tasks()
        assert observer.recording.texts == []


async def test_a_stopped_stream_leaves_no_transaction_in_autocommit(
    autocommit: Repository, sql: Sql
) -> None:
    """By the next call the transaction that the cursor needed has ended."""
    await generated(sql, LONG)
    async for _ in autocommit.stream_tasks():
        break
    await autocommit.count_tasks()
    assert await sql.fetchval(OPEN_TRANSACTIONS) == 0


async def test_a_finished_stream_leaves_no_transaction_in_autocommit(
    autocommit: Repository, sql: Sql
) -> None:
    """It ends with the last task, before any other call."""
    await generated(sql, LONG)
    await ids_of(autocommit.stream_tasks())
    assert await sql.fetchval(OPEN_TRANSACTIONS) == 0


async def test_leaving_the_block_ends_a_stream_that_is_still_held(scope: Scope, sql: Sql) -> None:
    """Though the caller keeps the stream, neither cursor nor transaction outlives the block."""
    await generated(sql, LONG)
    async with scope() as repository:
        stream = repository.stream_tasks()
        await step(stream)
    assert await sql.fetchval(OPEN_TRANSACTIONS) == 0


# Stopping early


@pytest.mark.parametrize("steps", [1, 1_000])
async def test_after_an_early_stop_the_block_can_be_used(
    scope: Scope, sql: Sql, steps: int
) -> None:
    """Wherever in a batch it stopped, the next call just works, a second stream too."""
    ids = await generated(sql, LONG)
    async with scope() as repository:
        taken = []
        async for task in repository.stream_tasks():
            taken.append(task.id)
            if len(taken) == steps:
                break
        assert taken == ids[:steps]
        assert await repository.count_tasks() == LONG
        assert await ids_of(repository.stream_tasks()) == ids


async def test_after_an_early_stop_the_next_block_can_be_used(
    open_database: Open, sql: Sql
) -> None:
    """The only connection of the pool comes back whole, for blocks of either kind."""
    ids = await generated(sql, LONG)
    async with open_database(pool_size=1, acquire_timeout=2) as database:
        for scope in (database.autocommit, database.transaction) * 2:
            async with scope() as repository:
                async for _ in repository.stream_tasks():
                    break
            async with scope() as repository:
                assert (await repository.get_task(ids[0])).id == ids[0]
        assert database.pool_status().in_use == 0


async def test_leaving_a_transaction_within_a_stream_commits_it(
    database: Database, sql: Sql
) -> None:
    """An unfinished stream is no failure: what was written in the block is kept."""
    await generated(sql, LONG)
    async with database.transaction() as repository:
        await repository.add_task(NewTask("kept"))
        async for _ in repository.stream_tasks():
            break
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE title = 'kept'") == 1


@pytest.mark.parametrize("steps", [1, 3])
async def test_after_a_stream_autocommit_commits_each_statement_again(
    autocommit: Repository, sql: Sql, steps: int
) -> None:
    """Stopped or finished: the cursor's own transaction does not swallow what comes after it."""
    await generated(sql, 2)
    taken = 0
    async for _ in autocommit.stream_tasks():
        taken += 1
        if taken == steps:
            break
    await autocommit.add_task(NewTask("a"))
    assert await sql.fetchval("SELECT count(*) FROM tasks") == 3


async def test_a_stream_that_was_never_begun_is_no_hindrance(scope: Scope, sql: Sql) -> None:
    """Held or dropped, it is not open."""
    await generated(sql, 2)
    async with scope() as repository:
        held = repository.stream_tasks()
        repository.stream_tasks()
        assert await repository.count_tasks() == 2
        assert len(await ids_of(held)) == 2


# Other calls meanwhile


async def test_in_a_transaction_other_calls_are_allowed_during_a_stream(
    database: Database, sql: Sql
) -> None:
    """Reading and writing go on beside the cursor, which keeps its place."""
    ids = await generated(sql, MANY)
    async with database.transaction() as repository:
        streamed = []
        async for task in repository.stream_tasks():
            streamed.append(task.id)
            if task.id in ids[::500]:
                await repository.edit_task(task.id, title="seen")
                assert (await repository.get_task(task.id)).title == "seen"
    assert streamed == ids
    rows = await sql.fetch("SELECT id FROM tasks WHERE title = 'seen' ORDER BY id")
    assert [row["id"] for row in rows] == ids[::500]


async def test_in_a_transaction_a_stream_keeps_its_tasks_whatever_the_block_does(
    database: Database, sql: Sql
) -> None:
    """What the block adds, completes or deletes after the first step changes nothing about it."""
    ids = await generated(sql, LONG)
    async with database.transaction() as repository:
        stream = repository.stream_tasks(TaskFilter(done=False))
        await step(stream)
        await repository.add_task(NewTask("new"))
        await repository.delete_task(ids[-1])
        await repository.complete_tasks(TaskFilter())
        assert await ids_of(stream) == ids[1:]


async def test_in_a_transaction_a_stream_does_not_turn_back_an_edited_task(
    database: Database, sql: Sql
) -> None:
    """What an edit has returned never shows an older state, though the stream passes it later."""
    ids = await generated(sql, LONG)
    async with database.transaction() as repository:
        stream = repository.stream_tasks()
        await step(stream)
        edited = await repository.edit_task(ids[-1], title="new")
        await ids_of(stream)
        assert (edited.title, edited.version) == ("new", 2)


async def test_in_a_transaction_two_streams_can_be_read_side_by_side(
    database: Database, sql: Sql
) -> None:
    """Each has its own cursor and its own place."""
    ids = await generated(sql, LONG)
    async with database.transaction() as repository:
        one, other = repository.stream_tasks(), repository.stream_tasks()
        pairs = [(task.id, (await anext(other)).id) async for task in one]
    assert pairs == list(zip(ids, ids, strict=True))


CALLS: dict[str, Callable[[Repository], Any]] = {
    "a read": lambda repository: repository.count_tasks(),
    "a write": lambda repository: repository.add_task(NewTask("refused")),
    "a bulk write": lambda repository: repository.load_tasks([NewTask("refused")]),
    "an empty bulk write": lambda repository: repository.add_tasks([]),
    "another stream": lambda repository: anext(repository.stream_tasks()),
}


async def test_a_refused_call_does_not_end_the_loop_over_the_stream(
    autocommit: Repository, sql: Sql
) -> None:
    """The error is the call's own: caught in the body of the loop, it leaves the loop as it is."""
    ids = await generated(sql, 3)
    streamed = []
    async for task in autocommit.stream_tasks():
        with pytest.raises(ConcurrentUse):
            await autocommit.edit_task(task.id, title="refused")
        streamed.append(task.id)
    assert streamed == ids


# What goes wrong around it


async def test_the_consumers_exception_passes_unchanged(scope: Scope, sql: Sql) -> None:
    """The very object that was raised in the loop leaves the block."""
    await generated(sql, LONG)
    error = OSError("the consumer's own")

    async def consume() -> None:
        async with scope() as repository:
            async for _ in repository.stream_tasks():
                raise error

    with pytest.raises(OSError, match="own") as caught:
        await consume()
    assert caught.value is error


async def test_after_the_consumers_exception_the_block_can_be_used(scope: Scope, sql: Sql) -> None:
    """Caught within the block it is only another way to stop early."""
    await generated(sql, LONG)
    async with scope() as repository:
        with suppress(ZeroDivisionError):
            async for _ in repository.stream_tasks():
                raise ZeroDivisionError
        await repository.add_task(NewTask("a"))
    assert await sql.fetchval("SELECT count(*) FROM tasks") == LONG + 1


async def test_the_consumers_exception_undoes_its_transaction(database: Database, sql: Sql) -> None:
    """What was written during the stream is rolled back with the rest."""
    await generated(sql, 3)
    with suppress(ZeroDivisionError):
        async with database.transaction() as repository:
            async for task in repository.stream_tasks():
                await repository.edit_task(task.id, title="undone")
                raise ZeroDivisionError
    assert await sql.fetchval("SELECT count(*) FROM tasks WHERE title = 'undone'") == 0
    assert await sql.fetchval(OPEN_TRANSACTIONS) == 0


async def test_a_consumer_that_is_cancelled_leaves_nothing_open(scope: Scope, sql: Sql) -> None:
    """Cancellation passes through the loop and the block, and takes the cursor with it."""
    await generated(sql, LONG)
    begun = asyncio.Event()

    async def consume() -> None:
        async with scope() as repository:
            async for _ in repository.stream_tasks():
                begun.set()
                await asyncio.Event().wait()

    consumer = asyncio.create_task(consume())
    async with asyncio.timeout(10):
        await begun.wait()
        consumer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await consumer
    assert await sql.fetchval(OPEN_TRANSACTIONS) == 0


async def test_a_stream_that_was_closed_is_at_its_end(scope: Scope, sql: Sql) -> None:
    """What had been fetched already is not given any more."""
    ids = await generated(sql, LONG)
    async with scope() as repository:
        stream: Any = repository.stream_tasks()
        async with aclosing(stream):
            assert (await anext(stream)).id == ids[0]
        assert await ids_of(stream) == []


async def test_going_on_after_the_block_raises_closed(scope: Scope, sql: Sql) -> None:
    """Also where the next task had been fetched already."""
    await generated(sql, LONG)
    async with scope() as repository:
        stream = repository.stream_tasks()
        await step(stream)
    with pytest.raises(Closed):
        await step(stream)


async def test_beginning_after_the_block_raises_closed(scope: Scope, sql: Sql) -> None:
    """A stream that was asked for in time but never begun has no connection any more."""
    await generated(sql, 1)
    async with scope() as repository:
        stream = repository.stream_tasks()
    with pytest.raises(Closed):
        await step(stream)


async def test_asking_after_the_block_raises_closed(scope: Scope) -> None:
    """As every other method of a repository whose block was left."""
    async with scope() as repository:
        pass
    with pytest.raises(Closed):
        await step(repository.stream_tasks())
