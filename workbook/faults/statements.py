"""Faults of statements: values, constraints, conflicts and limits."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import partial
from typing import Any

from shared.domain import Isolation, NewTask
from shared.errors import Duplicate
from workbook.faults.fault import Fault
from workbook.faults.scene import Scene
from workbook.until import DEADLINE

LIMIT = 0.2
NAIVE = datetime.fromisoformat("2026-01-01T12:00:00")
TAKEN = NewTask("taken", external_id="E-1")


async def _add(scene: Scene, new: NewTask) -> None:
    async with scene.transaction() as repository:
        await repository.add_task(new)


async def value_is_refused(scene: Scene, field: str, value: Any) -> None:
    fields = {"title": "x", field: value}
    await _add(scene, NewTask(**fields))


async def id_is_too_large(scene: Scene) -> None:
    async with scene.transaction() as repository:
        await repository.get_task(2**63)


async def external_id_is_taken(scene: Scene) -> None:
    await _add(scene, TAKEN)
    await _add(scene, TAKEN)


async def bulk_has_a_taken_row(scene: Scene) -> None:
    await _add(scene, TAKEN)
    async with scene.transaction() as repository:
        await repository.add_tasks([NewTask("first"), TAKEN, NewTask("last")])


async def copy_has_a_taken_row(scene: Scene) -> None:
    await _add(scene, TAKEN)
    async with scene.transaction() as repository:
        await repository.load_tasks([NewTask("first"), TAKEN, NewTask("last")])


async def error_is_swallowed(scene: Scene) -> None:
    await _add(scene, TAKEN)
    async with scene.transaction() as repository:
        with suppress(Duplicate):
            await repository.add_task(TAKEN)


async def project_is_missing(scene: Scene) -> None:
    await _add(scene, NewTask("x", project_id=4_711))


async def server_raises(scene: Scene, sqlstate: str) -> None:
    async with scene.on_insert(f"RAISE EXCEPTION USING ERRCODE = '{sqlstate}'"):
        await _add(scene, NewTask("x"))


async def commit_is_refused(scene: Scene) -> None:
    async with scene.at_commit("RAISE EXCEPTION USING ERRCODE = '23503'"):
        await _add(scene, NewTask("x"))


async def version_is_stale(scene: Scene) -> None:
    task_id = await scene.stored_task()
    async with scene.transaction() as repository:
        await repository.edit_task(task_id, expected_version=4_711, title="edited")


async def reader_was_overtaken(scene: Scene) -> None:
    task_id = await scene.stored_task()
    async with (
        scene.open() as database,
        database.transaction(isolation=Isolation.SERIALIZABLE) as repository,
    ):
        await repository.get_task(task_id)
        await scene.sql.execute("UPDATE tasks SET title = 'theirs', version = 2")
        await repository.edit_task(task_id, title="ours")


async def deadlock(scene: Scene) -> None:
    ours, theirs = await scene.stored_task(), await scene.stored_task()
    lock = "SELECT FROM tasks WHERE id = $1 FOR UPDATE"
    async with scene.sql.transaction():
        await scene.sql.execute("SET LOCAL deadlock_timeout = '20s'")  # so that ours is found out
        await scene.sql.execute(lock, theirs)
        async with AsyncExitStack() as ended, scene.transaction() as repository:
            await repository.edit_task(ours, title="ours")
            waiting = asyncio.ensure_future(scene.sql.execute(lock, ours))
            ended.push_async_callback(asyncio.wait_for, waiting, DEADLINE)
            async with asyncio.timeout(DEADLINE):
                await repository.edit_task(theirs, title="ours")


async def lock_is_held(scene: Scene, **settings: float) -> None:
    task_id = await scene.stored_task()
    async with scene.locked_tasks(), scene.transaction(**settings) as repository:
        await repository.edit_task(task_id, title="edited")


async def user_cancels(scene: Scene) -> None:
    task_id = await scene.stored_task()
    async with scene.locked_tasks(), scene.transaction() as repository:
        editing = asyncio.ensure_future(repository.edit_task(task_id, title="edited"))
        await scene.until_waiting()
        await scene.cancel_statements()
        async with asyncio.timeout(DEADLINE):
            await editing


async def server_ends_what_rests(scene: Scene) -> None:
    async with scene.transaction(idle_in_transaction_timeout=LIMIT) as repository:
        await repository.count_tasks()
        await scene.until_ended()
        await repository.count_tasks()


async def transaction_is_read_only(scene: Scene) -> None:
    async with scene.open() as database, database.transaction(read_only=True) as repository:
        await repository.add_task(NewTask("x"))


async def table_changes(scene: Scene) -> None:
    async with scene.open(pool_size=1) as database:
        for kind in ("text", "varchar(255)"):
            async with database.autocommit() as repository:
                await repository.list_tasks()
            await scene.sql.execute(f"ALTER TABLE tasks ALTER assignee TYPE {kind}")
        async with database.autocommit() as repository:
            await repository.list_tasks()


async def two_tasks_share_a_repository(scene: Scene) -> None:
    async with scene.transaction() as repository:
        await asyncio.gather(repository.count_tasks(), repository.count_tasks())


STATEMENTS = (
    Fault(3, "swallowed", "an error is swallowed, and the block left cleanly", error_is_swallowed),
    Fault(
        4,
        "value.naive",
        "a datetime has no zone",
        partial(value_is_refused, field="due_at", value=NAIVE),
    ),
    Fault(
        42,
        "value.type",
        "a value has the wrong type",
        partial(value_is_refused, field="done", value=1),
    ),
    Fault(
        44, "value.nul", "a text holds NUL", partial(value_is_refused, field="title", value="\0")
    ),
    Fault(
        45,
        "value.surrogate",
        "a text holds half a character",
        partial(value_is_refused, field="title", value="\ud800"),
    ),
    Fault(
        46,
        "value.long",
        "a text is too long",
        partial(value_is_refused, field="title", value="x" * 256),
    ),
    Fault(41, "value.id", "an id is beyond bigint", id_is_too_large),
    Fault(9, "deadlock", "two transactions wait for each other", deadlock),
    Fault(10, "overtaken", "a serializable transaction was overtaken", reader_was_overtaken),
    Fault(12, "stale", "the expected version is no longer there", version_is_stale),
    Fault(13, "bulk.insert", "one row of an insert is taken", bulk_has_a_taken_row),
    Fault(13, "bulk.copy", "one row of a COPY is taken", copy_has_a_taken_row),
    Fault(14, "shared", "two tasks use one repository", two_tasks_share_a_repository),
    Fault(
        24,
        "limit.statement",
        "a statement takes too long",
        partial(lock_is_held, statement_timeout=LIMIT),
    ),
    Fault(25, "limit.user", "an operator cancels the statement", user_cancels),
    Fault(
        26,
        "limit.lock",
        "a lock is not to be had in time",
        partial(lock_is_held, lock_timeout=LIMIT),
    ),
    Fault(27, "limit.idle", "a transaction rests too long", server_ends_what_rests),
    Fault(29, "read-only", "a write in a read-only transaction", transaction_is_read_only),
    Fault(30, "denied", "the role may not", partial(server_raises, sqlstate="42501")),
    Fault(31, "disk", "the disk is full", partial(server_raises, sqlstate="53100")),
    Fault(32, "table", "a column changes under a prepared statement", table_changes),
    Fault(34, "unique", "a unique value is taken", external_id_is_taken),
    Fault(35, "foreign key", "a project is missing", project_is_missing),
    Fault(35, "check", "a check constraint fails", partial(server_raises, sqlstate="23514")),
    Fault(36, "commit.refused", "a deferred constraint fails at COMMIT", commit_is_refused),
)
