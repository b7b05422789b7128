"""What e17 is graded by, beyond what learners see."""

from __future__ import annotations

import asyncio

import pytest

from exercises.e17_the_pool_runs_dry.contract import Moving
from exercises.e17_the_pool_runs_dry.test_e17 import (
    COLLECTED,
    EMPTY,
    MOVED,
    NOBODY,
    all_at_once,
    two_connections,
)
from workbook.learn.budget import Budget
from workbook.learn.fixtures import Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import at_once, refused, same
from workbook.sample import Sample
from workbook.tables import Sql
from workbook.wire import Observer

pytestmark = pytest.mark.filterwarnings(COLLECTED)

NO_BIGINT = 2**63


@pytest.mark.task(1)
async def test_errors_of_the_driver_leak_nothing(
    answer_type: type[Moving], observer: Observer, budget: Budget, sql: Sql, sample: Sample
) -> None:
    """An id that does not fit is refused by neither of our errors."""
    look = "which errors give the connection back"
    async with two_connections(answer_type, observer, budget) as answer:
        for _ in range(10):
            with refused(Exception, look=look):
                async with at_once(look=look):
                    await answer.move_task(NO_BIGINT, EMPTY)
        async with at_once(look=look):
            await answer.move_task(3, EMPTY)
    same([row["id"] for row in await sql.fetch(MOVED)], [3], look="what a call commits")


@pytest.mark.task(1)
@pytest.mark.usefixtures("sample")
async def test_cancelled_calls_leak_nothing(
    answer_type: type[Moving], observer: Observer, sql: Sql, gate: Gate, start: Start
) -> None:
    """Two callers go away while their updates wait; the next one is answered."""
    async with answer_type.open(observer.url) as answer:
        async with gate.closed("UPDATE"):
            calls = [start(answer.move_task(task_id, EMPTY)) for task_id in (3, 4)]
            for call in calls:
                await gate.reached(call)
                call.cancel()
                await asyncio.wait([call])
        async with at_once(look="whether a cancellation gives the connection back"):
            await answer.move_task(5, EMPTY)
    same([row["id"] for row in await sql.fetch(MOVED)], [5], look="what is committed")


@pytest.mark.task(2)
async def test_good_and_bad_calls_share_two_connections(
    answer_type: type[Moving], observer: Observer, budget: Budget, sample: Sample
) -> None:
    """A hundred at the same time, and each has its own outcome."""
    ways_out = [(EMPTY, "done"), (NOBODY, "ProjectNotFound")] * 50
    async with two_connections(answer_type, observer, budget) as answer:
        outcomes = await all_at_once(
            answer.move_task(task_id, project_id)
            for task_id, (project_id, _) in enumerate(ways_out, 1)
        )
    same(outcomes, [outcome for _, outcome in ways_out], look="what calls at the same time share")
