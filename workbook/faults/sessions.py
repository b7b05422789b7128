"""Faults of sessions, of the network and of the server itself."""

from __future__ import annotations

import asyncio
from typing import Any

from shared.domain import NewTask
from workbook.faults.fault import Fault
from workbook.faults.scene import KEY, Scene
from workbook.until import DEADLINE

LIMIT = 0.2
NOWHERE = "postgresql:///postgres?host=/nonexistent"
NEW = NewTask("new")


async def commit_is_not_answered(scene: Scene) -> None:
    async with scene.at_commit(f"PERFORM pg_advisory_xact_lock({KEY})"):
        await scene.sql.execute("SELECT pg_advisory_lock($1)", KEY)
        try:
            working = asyncio.ensure_future(_add_a_task(scene))
            await scene.until_waiting()
            scene.observer.cut()
            async with asyncio.timeout(DEADLINE):
                await working
        finally:
            await scene.sql.execute("SELECT pg_advisory_unlock($1)", KEY)


async def _add_a_task(scene: Scene) -> None:
    async with scene.open() as database, database.transaction() as repository:
        await repository.add_task(NEW)


async def session_ends_in_a_statement(scene: Scene) -> None:
    task_id = await scene.stored_task()
    async with scene.locked_tasks(), scene.transaction() as repository:
        editing = asyncio.ensure_future(repository.edit_task(task_id, title="edited"))
        await scene.until_waiting()
        await scene.end_sessions()
        async with asyncio.timeout(DEADLINE):
            await editing


async def session_ends_between_calls(scene: Scene) -> None:
    async with scene.transaction() as repository:
        await scene.end_sessions()
        await repository.count_tasks()


async def session_ends_before_commit(scene: Scene) -> None:
    async with scene.transaction() as repository:
        await repository.add_task(NEW)
        await scene.end_sessions()


async def session_ends_before_rollback(scene: Scene) -> None:
    async with scene.transaction():
        await scene.end_sessions()
        raise LookupError


async def session_ends_in_the_pool(scene: Scene) -> None:
    async with scene.open() as database:
        async with database.autocommit() as repository:
            await repository.count_tasks()
        await scene.end_sessions()
        async with database.autocommit() as repository:
            await repository.count_tasks()


async def network_freezes(scene: Scene) -> None:
    async with scene.transaction(statement_timeout=LIMIT) as repository:
        scene.observer.freeze()
        await repository.count_tasks()


async def network_freezes_before_commit(scene: Scene) -> None:
    async with scene.transaction(statement_timeout=LIMIT) as repository:
        await repository.add_task(NEW)
        scene.observer.freeze()


async def network_freezes_for_a_caller_with_a_deadline(scene: Scene) -> None:
    async with asyncio.timeout(LIMIT), scene.transaction() as repository:
        scene.observer.freeze()
        await repository.count_tasks()


async def network_breaks(scene: Scene) -> None:
    async with scene.transaction() as repository:
        scene.observer.cut()
        await repository.count_tasks()


async def _open(scene: Scene, **settings: Any) -> None:
    async with scene.open(**settings):
        pass


async def server_is_down(scene: Scene) -> None:
    await _open(scene, url=NOWHERE)


async def server_does_not_answer(scene: Scene) -> None:
    scene.observer.freeze()
    await _open(scene, connect_timeout=LIMIT)


async def database_is_missing(scene: Scene) -> None:
    name: str = await scene.sql.fetchval("SELECT current_database()")
    await _open(scene, url=scene.observer.url.replace(name, "nowhere"))


async def pool_is_exhausted(scene: Scene) -> None:
    async with (
        scene.open(pool_size=1, acquire_timeout=LIMIT) as database,
        database.transaction(),
        database.transaction(),
    ):
        pass


async def database_is_closed(scene: Scene) -> None:
    async with scene.open() as database:
        pass
    async with database.transaction():
        pass


SESSIONS = (
    Fault(
        1, "commit.unanswered", "COMMIT is sent, and the connection breaks", commit_is_not_answered
    ),
    Fault(
        5, "session.statement", "the session ends during a statement", session_ends_in_a_statement
    ),
    Fault(6, "session.idle", "the session ends between two calls", session_ends_between_calls),
    Fault(6, "session.commit", "the session ends before COMMIT", session_ends_before_commit),
    Fault(
        38,
        "session.rollback",
        "the session ends, and the caller raises",
        session_ends_before_rollback,
    ),
    Fault(7, "session.pool", "the session ends in the pool", session_ends_in_the_pool),
    Fault(8, "frozen.limit", "the network freezes in a statement with a limit", network_freezes),
    Fault(8, "frozen.commit", "the network freezes before COMMIT", network_freezes_before_commit),
    Fault(
        8,
        "frozen.caller",
        "the network freezes, and the caller has a deadline",
        network_freezes_for_a_caller_with_a_deadline,
    ),
    Fault(5, "network.cut", "the network breaks between two calls", network_breaks),
    Fault(17, "server.down", "nothing listens where the server should be", server_is_down),
    Fault(17, "server.mute", "the server accepts and says nothing", server_does_not_answer),
    Fault(18, "server.database", "there is no such database", database_is_missing),
    Fault(20, "pool.exhausted", "no connection becomes free in time", pool_is_exhausted),
    Fault(40, "database.closed", "a block is asked of a closed database", database_is_closed),
)
