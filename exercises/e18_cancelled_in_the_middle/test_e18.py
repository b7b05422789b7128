"""What e18 asks for, whichever way it is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from exercises.e17_the_pool_runs_dry.test_e17 import COLLECTED
from exercises.e18_cancelled_in_the_middle.contract import Merging
from shared.errors import ProjectNotFound
from workbook.learn.aftermath import Aftermath
from workbook.learn.budget import Budget
from workbook.learn.verdict import NotYet, at_once, refused, same
from workbook.suspensions import cancel_at
from workbook.tables import Sql
from workbook.wire import Observer

NOBODY = 1_000_000
"""The id of no project."""

pytestmark = pytest.mark.filterwarnings(COLLECTED)

ADD_PROJECT = """
    INSERT INTO projects (name) SELECT 'project ' || gen_random_uuid() RETURNING id"""
ADD_TASKS = "INSERT INTO tasks (title, project_id) VALUES ('a', $1), ('b', $1), ('c', $2)"
TASKS = "SELECT project_id, version FROM tasks WHERE project_id = ANY($1::bigint[]) ORDER BY id"
PROJECTS = "SELECT id FROM projects WHERE id = ANY($1::bigint[]) ORDER BY id"


class Pair(NamedTuple):
    """Two projects to be merged: two tasks in the source, one in the target."""

    source: int
    target: int

    @classmethod
    async def stored(cls, sql: Sql) -> Pair:
        pair = cls(await sql.fetchval(ADD_PROJECT), await sql.fetchval(ADD_PROJECT))
        await sql.execute(ADD_TASKS, *pair)
        return pair

    async def seen(self, sql: Sql) -> str:
        """What anybody sees: both projects, with the versions of their tasks."""
        there = [row["id"] for row in await sql.fetch(PROJECTS, self)]
        tasks = await sql.fetch(TASKS, self)
        versions = [
            [row["version"] for row in tasks if row["project_id"] == project_id]
            for project_id in self
        ]
        source = f"source {_in_versions(versions[0])}" if self.source in there else "no source"
        return f"{source}, target {_in_versions(versions[1])}"


def _in_versions(versions: list[int]) -> str:
    """The tasks of a project by their versions."""
    return " ".join(f"v{version}" for version in versions) or "without tasks"


MERGED = "no source, target v2 v2 v1"
UNTOUCHED = "source v1 v1, target v1"
"""The versions of the tasks in each."""


@asynccontextmanager
async def opened(answer_type: type[Merging], observer: Observer) -> AsyncIterator[Merging]:
    """The service; what it has started and not ended is cancelled in the end."""
    before = asyncio.all_tasks()
    async with answer_type.open(observer.url) as answer:
        try:
            yield answer
        finally:
            left = asyncio.all_tasks() - before
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


async def merged(answer: Merging, sql: Sql, look: str = "who has the connection") -> None:
    """A merge that nobody disturbs."""
    pair = await Pair.stored(sql)
    async with at_once(look=look):
        number = await answer.merge_projects(*pair)
    same(number, 2, look="which tasks move")
    same(await pair.seen(sql), MERGED, look="what is written, and what is committed")


def told(outcome: bool | None, suspension: int) -> None:
    """The cancellation has reached the caller."""
    if outcome is False:
        actual = f"cancelled at await {suspension}, it goes on as if nothing had happened"
        raise NotYet("CancelledError reaches the caller", actual, "which exceptions you catch")


@pytest.mark.shown
@pytest.mark.task(1)
async def test_two_projects_become_one(
    answer_type: type[Merging], observer: Observer, budget: Budget, sql: Sql
) -> None:
    """All tasks are in the target, with another version if they moved; the source is gone."""
    async with opened(answer_type, observer) as answer:
        await merged(answer, sql)
        async with budget.recorded():
            await merged(answer, sql)


@pytest.mark.task(1)
async def test_a_missing_source_is_told(
    answer_type: type[Merging], observer: Observer, sql: Sql
) -> None:
    """Nothing is changed, and the same object merges others."""
    pair = await Pair.stored(sql)
    async with opened(answer_type, observer) as answer:
        with refused(ProjectNotFound, look="how many rows a statement was about"):
            await answer.merge_projects(NOBODY, pair.target)
        same(await pair.seen(sql), UNTOUCHED, look="which tasks move")
        await merged(answer, sql)


@pytest.mark.task(2)
async def test_cancelled_at_every_await_it_is_whole(
    answer_type: type[Merging], observer: Observer, sql: Sql
) -> None:
    """Cancelled at the first await, at the second, and so on: merged, or as before."""
    outcome: bool | None = True
    suspension = 0
    while outcome is not None:
        suspension += 1
        async with opened(answer_type, observer) as answer:
            await merged(answer, sql)
            pair = await Pair.stored(sql)
            outcome = await cancel_at(suspension, answer.merge_projects(*pair))
            told(outcome, suspension)
        if (seen := await pair.seen(sql)) not in (MERGED, UNTOUCHED):
            actual = f"cancelled at await {suspension}: {seen}"
            raise NotYet(f"{MERGED}; or {UNTOUCHED}", actual, "what is committed when")


@pytest.mark.task(3)
async def test_after_every_cancellation_the_next_call_works(
    answer_type: type[Merging], observer: Observer, aftermath: Aftermath, sql: Sql
) -> None:
    """The only connection is there again, and in order."""
    outcome: bool | None = True
    suspension = 0
    async with opened(answer_type, observer) as answer:
        await merged(answer, sql)
        while outcome is not None:
            suspension += 1
            pair = await Pair.stored(sql)
            outcome = await cancel_at(suspension, answer.merge_projects(*pair))
            await merged(answer, sql, f"who has the connection after a stop at await {suspension}")
            await aftermath.is_settled(look=f"what a stop at await {suspension} leaves open")
