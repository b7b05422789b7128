"""Many callers at the same time, over the pool: how many calls a second there are.

The same 32 calls are made by one caller, one after the other, or shared out to 8 or 32 callers who
run at the same time in one event loop. A time is that of all 32, divided by 32; its inverse is
calls a second. In `mixed_load` five of eight calls read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from shared.protocol import Database
from workbook.bench.blocks import Subject
from workbook.bench.lanes import lay_out, opened, put_back, ways_and_again
from workbook.bench.measurement import Raw, divided
from workbook.bench.run import Run, measure
from workbook.bench.subjects import Call, calling, works_of
from workbook.job import prepared
from workbook.operation import Operation, Work
from workbook.operations import OPERATIONS
from workbook.sample import Sample
from workbook.turn import MOST_TURNS

Turned: TypeAlias = Callable[[], Awaitable[object]]

POOL_SIZE = 10
CALLERS = (1, 8, 32)
LOADS: Mapping[str, tuple[str, ...]] = {
    "get_task": ("get_task",),
    "claim_task": ("claim_task",),
    "add_task": ("add_task",),
    "mixed_load": (
        *("get_task", "list_tasks", "add_task", "get_task"),
        *("claim_task", "get_project", "edit_task", "get_task"),
    ),
}
"""By the load's name: the operations of its turns, again and again."""


async def concurrency(run: Run) -> list[Raw]:
    """Each load by each number of callers."""
    sample, raws = Sample.make(run.scale.tasks), []
    async with (
        prepared(run.server, sample, run.progress) as template,
        ways_and_again(run.server, template, run.ways) as lanes,
        opened(lanes, [lane.url for lane in lanes], POOL_SIZE) as databases,
    ):
        cases = [(load, callers) for load in LOADS for callers in CALLERS]
        with run.progress.step(f"concurrency, pools of {POOL_SIZE}") as advance:
            works = {one.name: works_of(one, sample) for one in loaded_operations()}
            for number, (load, callers) in enumerate(cases):
                advance(f"{load}, {callers} callers", number, len(cases))
                await lay_out(lanes)
                subjects = [
                    Subject(lane.label, _all_turns(_turns_of(load, works, database), callers))
                    for lane, database in zip(lanes, databases, strict=True)
                ]
                everything = partial(put_back, lanes)
                raw = await measure(run, load, callers, subjects, everything, turns=1)
                raws.append(divided(raw, MOST_TURNS))
    return raws


def loaded_operations() -> list[Operation]:
    """Those of the loads."""
    wanted = {name for names in LOADS.values() for name in names}
    return [one for one in OPERATIONS if one.name in wanted]


def _turns_of(load: str, works: Mapping[str, Sequence[Work]], database: Database) -> list[Turned]:
    """What each turn calls."""
    names = LOADS[load]
    known = [one for one in loaded_operations() if one.name in names]
    calls = {one.name: calling(one, database, works[one.name]) for one in known}
    return [partial(calls[names[turn % len(names)]], turn) for turn in range(MOST_TURNS)]


def _all_turns(turned: Sequence[Turned], callers: int) -> Call:
    """All turns, shared out to so many callers; the call's own number does not matter."""

    async def caller(first: int) -> None:
        for turn in turned[first::callers]:
            await turn()

    async def call(_: int) -> None:
        await asyncio.gather(*map(caller, range(callers)))

    return call
