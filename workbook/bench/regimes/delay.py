"""The same calls over a slower network: where round trips cost more than all else.

Each way goes through an observer of its own, which adds the delay to every round trip. The
observers run in the event loop of the ways, so at no delay a call costs more here than directly.
The floors are measured in the same way: what a repository itself costs is lost among round trips.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial

from shared.domain import NewTask
from shared.protocol import Repository, Task
from workbook.bench.floors import floors
from workbook.bench.lanes import (
    Lane,
    for_bare_code,
    lay_out,
    opened,
    put_back,
    ways_and_again,
)
from workbook.bench.measurement import Raw
from workbook.bench.run import Run, measure
from workbook.bench.subjects import subjects_of
from workbook.job import prepared
from workbook.operation import Operation, Work, in_transaction
from workbook.operations import OPERATIONS
from workbook.sample import Sample
from workbook.turn import Turn
from workbook.wire import Observer, observe

MILLISECONDS = (0.0, 0.5, 2.0)
FROM_CATALOGUE = ("get_task", "list_tasks", "summarize_projects", "add_task")


async def delay(run: Run) -> list[Raw]:
    """Each operation at each delay."""
    sample, raws = Sample.make(run.scale.tasks), []
    async with (
        prepared(run.server, sample, run.progress) as template,
        ways_and_again(run.server, template, run.ways) as lanes,
        for_bare_code(run.server, template, run.ways) as bare,
        _observed(lanes) as observers,
        _observed(bare) as of_bare,
        opened(lanes, [observer.url for observer in observers], pool_size=1) as databases,
    ):
        copies = [*lanes, *bare]
        everything = partial(put_back, copies)
        reached = [(lane.way, observer.url) for lane, observer in zip(bare, of_bare, strict=True)]
        cases = [(one, at) for one in delayed_operations() for at in MILLISECONDS]
        with awake(), run.progress.step("network delay") as advance:
            for number, (one, at) in enumerate(cases):
                advance(f"{one.name}, {at:g} ms", number, len(cases))
                for observer in (*observers, *of_bare):
                    observer.network.delay = at / 1_000
                    observer.restart()
                await lay_out(copies)
                subjects = subjects_of(one, sample, lanes, databases)
                async with floors(one, sample, reached) as under:
                    raws.append(await measure(run, one.name, at, [*subjects, *under], everything))
    return raws


def delayed_operations() -> list[Operation]:
    """Some of the catalogue, and a transaction of several statements."""
    known = {one.name: one for one in OPERATIONS}
    several = in_transaction(
        "unit_of_work", "Read a project, complete one of its open tasks, add another", _unit_of_work
    )
    return [*(known[name] for name in FROM_CATALOGUE), several]


def _unit_of_work(turn: Turn) -> Work:
    task_id, project_id = turn.open_task
    following = NewTask(f"after {task_id}", project_id=project_id)

    async def work(repository: Repository) -> Task:
        await repository.get_project(project_id)
        await repository.edit_task(task_id, done=True)
        return await repository.add_task(following)

    return work


@asynccontextmanager
async def _observed(lanes: Sequence[Lane]) -> AsyncIterator[list[Observer]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(observe(lane.url)) for lane in lanes]


@contextmanager
def awake() -> Iterator[None]:
    """Keep the event loop from falling asleep.

    Where it sleeps, it wakes up at whole milliseconds (epoll knows no others), so that half a
    millisecond would become two. This takes a processor of its own.
    """
    loop, running = asyncio.get_running_loop(), True

    def again() -> None:
        if running:
            loop.call_soon(again)

    again()
    try:
        yield
    finally:
        running = False
