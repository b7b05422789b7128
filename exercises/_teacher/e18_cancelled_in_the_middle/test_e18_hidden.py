"""What e18 is graded by, beyond what learners see."""

from __future__ import annotations

import asyncio

import pytest

from exercises.e17_the_pool_runs_dry.test_e17 import COLLECTED
from exercises.e18_cancelled_in_the_middle.contract import Merging
from exercises.e18_cancelled_in_the_middle.test_e18 import (
    MERGED,
    UNTOUCHED,
    Pair,
    merged,
    opened,
)
from workbook.learn.fixtures import Start
from workbook.learn.gate import Gate
from workbook.learn.verdict import NotYet, at_once, same
from workbook.tables import Sql
from workbook.wire import Observer

pytestmark = pytest.mark.filterwarnings(COLLECTED)


async def cancelled(call: asyncio.Task[int]) -> None:
    """Cancel the call; it ends at once, and by that."""
    call.cancel()
    async with at_once(look="what goes on after a cancellation"):
        await asyncio.wait([call])
    if not call.cancelled():
        raise NotYet("CancelledError reaches the caller", "it does not", "what you catch")


@pytest.mark.task(2)
async def test_who_waits_for_postgres_can_be_cancelled(
    answer_type: type[Merging], observer: Observer, sql: Sql, gate: Gate, start: Start
) -> None:
    """A statement that waits for a lock is given up, and its work does not follow later."""
    pair = await Pair.stored(sql)
    async with opened(answer_type, observer) as answer:
        await merged(answer, sql)
        async with gate.closed("UPDATE"):
            call = start(answer.merge_projects(*pair))
            await gate.reached(call)
            await cancelled(call)
        await merged(answer, sql)
        same(await pair.seen(sql), UNTOUCHED, look="what goes on after the caller was told")


@pytest.mark.task(3)
async def test_who_waits_for_the_connection_can_be_cancelled(
    answer_type: type[Merging], observer: Observer, sql: Sql, gate: Gate, start: Start
) -> None:
    """It never gets it; who has it is not disturbed."""
    first, second = await Pair.stored(sql), await Pair.stored(sql)
    async with opened(answer_type, observer) as answer:
        await merged(answer, sql)
        async with gate.closed("UPDATE"):
            at_work = start(answer.merge_projects(*first))
            await gate.reached(at_work)
            waiting = start(answer.merge_projects(*second))
            await asyncio.sleep(0)  # it asks for the connection
            await cancelled(waiting)
        await at_work
        await merged(answer, sql)
    same(await first.seen(sql), MERGED, look="who is disturbed by another's cancellation")
    same(await second.seen(sql), UNTOUCHED, look="what goes on after the caller was told")
