"""What e17 asks for, whichever way it is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from exercises.e17_the_pool_runs_dry.contract import Moving
from shared.errors import ProjectNotFound, TaskNotFound
from workbook.learn.budget import Budget
from workbook.learn.verdict import NotYet, at_once, refused, same
from workbook.sample import Sample
from workbook.tables import Sql
from workbook.wire import Observer

CONNECTIONS = 2
NOBODY = 1_000_000
"""The id of no task and of no project."""

EMPTY = 32
"""The project that no task belongs to."""

PATIENCE = 4.0
"""Seconds after which calls that should share connections wait for each other."""

MOVED = "SELECT id FROM tasks WHERE project_id = 32 ORDER BY id"
TASK = "SELECT project_id, version FROM tasks WHERE id = 3"

COLLECTED = "ignore:The garbage collector:sqlalchemy.exc.SAWarning"
"""That SQLAlchemy finds a lost connection is no verdict: what it does then is counted."""

pytestmark = pytest.mark.filterwarnings(COLLECTED)


@asynccontextmanager
async def two_connections(
    answer_type: type[Moving], observer: Observer, budget: Budget
) -> AsyncIterator[Moving]:
    """The service, which may open two connections in all its life and no more."""
    async with budget.recorded(), answer_type.open(observer.url) as answer:
        yield answer
    if (opened := budget.sent.connections) > CONNECTIONS:
        look = "who gives a connection back, and how many a call takes"
        raise NotYet(f"{CONNECTIONS} connections at most", f"{opened} were opened", look)


async def all_at_once(calls: Iterable[Coroutine[Any, Any, None]]) -> list[str]:
    """What becomes of calls at the same time: the names of their errors, in order, or "done"."""
    try:
        async with asyncio.timeout(PATIENCE):
            outcomes = await asyncio.gather(*calls, return_exceptions=True)
    except TimeoutError as error:
        look = "what a call holds while it waits for a connection"
        raise NotYet("an answer to each call", f"none within {PATIENCE} s", look) from error
    return ["done" if one is None else type(one).__name__ for one in outcomes]


@pytest.mark.task(1)
async def test_two_hundred_failures_leak_nothing(
    answer_type: type[Moving], observer: Observer, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """The next call is answered at once."""
    look = "which way a connection goes back to the pool when an error is raised"
    async with two_connections(answer_type, observer, budget) as answer:
        for _ in range(100):
            with refused(TaskNotFound, look=look):
                async with at_once(look=look):
                    await answer.move_task(NOBODY, EMPTY)
            with refused(ProjectNotFound, look=look):
                async with at_once(look=look):
                    await answer.move_task(3, NOBODY)
        async with at_once(look=look):
            await answer.move_task(3, EMPTY)
    same([row["id"] for row in await sql.fetch(MOVED)], [3], look="what a call commits")


@pytest.mark.task(2)
async def test_forty_calls_share_two_connections(
    answer_type: type[Moving], observer: Observer, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """None waits for one that waits for it."""
    ids = list(range(1, 41))
    async with two_connections(answer_type, observer, budget) as answer:
        outcomes = await all_at_once(answer.move_task(task_id, EMPTY) for task_id in ids)
    same(outcomes, ["done"] * len(ids), look="what calls at the same time share")
    same([row["id"] for row in await sql.fetch(MOVED)], ids, look="what a call commits")


@pytest.mark.shown
@pytest.mark.task(3)
async def test_the_task_is_moved(
    answer_type: type[Moving], observer: Observer, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """Committed when the call returns, with a version higher by one."""
    before = await sql.fetchval("SELECT version FROM tasks WHERE id = 3")
    async with answer_type.open(observer.url) as answer:
        await answer.move_task(4, EMPTY)  # opens what the pool keeps: no part of what is shown
        async with budget.recorded(), at_once(look="who gives a connection back"):
            await answer.move_task(3, EMPTY)
        stored = tuple(await sql.fetchrow(TASK) or ())
    same(stored, (EMPTY, before + 1), look="what is written, and who commits it")


@pytest.mark.task(3)
async def test_what_is_missing_is_told(
    answer_type: type[Moving], observer: Observer, sql: Sql, sample: Sample
) -> None:
    """By our errors, that of the project first; and nothing is changed."""
    before = await sql.fetchrow(TASK)
    look = "what is looked at, and in which order"
    async with answer_type.open(observer.url) as answer:
        with refused(ProjectNotFound, look=look):
            await answer.move_task(3, NOBODY)
        same(await sql.fetchrow(TASK), before, look="what an error leaves behind")
    for task_id, project_id, error in (
        (NOBODY, EMPTY, TaskNotFound),
        (NOBODY, NOBODY, ProjectNotFound),
    ):
        async with answer_type.open(observer.url) as answer:
            with refused(error, look=look):
                await answer.move_task(task_id, project_id)
