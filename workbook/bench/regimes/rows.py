"""The same call for one row, for a hundred, for very many: what grows, and how.

A project of each size stands in the table, so that a stream of it reads so many rows by an index.
Only the ways on the reference's driver take part: there are no small differences to be seen here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from shared import migrations
from shared.domain import NewTask, TaskFilter
from shared.postgres import Server, fresh_database
from shared.protocol import Repository, Task
from workbook import works
from workbook.bench.blocks import Subject
from workbook.bench.floors import LIBRARIES, Bare, BareWork, adding, loading, opened_bare, streaming
from workbook.bench.lanes import Lane, for_bare_code, opened, ways_and_again
from workbook.bench.measurement import Raw
from workbook.bench.run import Run, measure
from workbook.bench.subjects import Call, subjects_of
from workbook.operation import MakeWork, Operation, Work, in_autocommit, in_transaction
from workbook.participant import connected
from workbook.sample import Sample
from workbook.tables import Sql
from workbook.turn import MOST_TURNS

FILL = """
    INSERT INTO tasks (title, project_id, assignee)
    SELECT 'task ' || number, $1, 'assignee ' || number % 100 FROM generate_series(1, $2) AS number
    """
MOST_NEW_ROWS = 100_000
"""In a table, until they are dropped again."""

SAMPLE = Sample((), ())
"""The turns of these operations ask for nothing of it."""


async def rows(run: Run) -> list[Raw]:
    """Each operation at each number of rows."""
    counts, raws = run.scale.row_counts, []
    ways = [way for way in run.ways if way.driver == run.ways[0].driver]
    async with (
        filled(run.server, counts) as template,
        ways_and_again(run.server, template, ways) as lanes,
        opened(lanes, [lane.url for lane in lanes], pool_size=1) as databases,
        for_bare_code(
            run.server, template, [way for way in ways if way.name in LIBRARIES]
        ) as under,
        _opened_bare(under) as bare,
    ):
        drop_new = partial(_drop_new, [*lanes, *under], sum(counts))
        with run.progress.step("numbers of rows") as advance:
            for number, count in enumerate(counts):
                turns = min(max(MOST_NEW_ROWS // count, 1), MOST_TURNS)
                bare_works = _bare_works(count, project_id=number + 1)
                for one in _operations(count, project_id=number + 1):
                    advance(f"{one.name}, {count:,} rows", number, len(counts))
                    subjects = [
                        *subjects_of(one, SAMPLE, lanes, databases),
                        *_bare_subjects(bare_works[one.name], bare),
                    ]
                    raws.append(
                        await measure(run, one.name, count, subjects, drop_new, turns=turns)
                    )
    return raws


@asynccontextmanager
async def filled(server: Server, counts: Sequence[int]) -> AsyncIterator[str]:
    """The URL of a database with a project of each of these numbers of tasks, ids from 1."""
    async with fresh_database(server) as url:
        await migrations.upgrade(url)
        async with connected(url) as sql:
            for number, count in enumerate(counts, start=1):
                await sql.execute("INSERT INTO projects (name) VALUES ($1)", f"of {count}")
                await sql.execute(FILL, number, count)
            await sql.execute("VACUUM ANALYZE projects, tasks")
        yield url


def _operations(count: int, project_id: int) -> list[Operation]:
    """Those of this many rows; all tasks are made before."""
    new = _new_tasks(count)
    where = TaskFilter(project_id=project_id)

    async def stream(repository: Repository) -> list[Task]:
        return [task async for task in repository.stream_tasks(where)]

    def always(work: Work) -> MakeWork:
        return lambda _: work

    return [
        in_transaction("add_tasks", "Store tasks and get their ids", always(works.adding(new))),
        in_transaction("load_tasks", "Store tasks the fastest way", always(works.loading(new))),
        in_autocommit("stream_tasks", "Stream the tasks of a project", always(stream)),
    ]


def _new_tasks(count: int) -> list[NewTask]:
    return [NewTask(f"new {number}", assignee="nobody") for number in range(count)]


@asynccontextmanager
async def _opened_bare(lanes: Sequence[Lane]) -> AsyncIterator[dict[str, Bare]]:
    """Each way's library by itself, by its label."""
    async with AsyncExitStack() as stack:
        yield {
            lane.label: await stack.enter_async_context(opened_bare(lane.way, lane.url))
            for lane in lanes
        }


def _bare_works(count: int, project_id: int) -> dict[str, BareWork]:
    """The same without the repository, by the operation's name."""
    new = _new_tasks(count)
    return {
        "add_tasks": adding(new),
        "load_tasks": loading(new),
        "stream_tasks": streaming(project_id),
    }


def _bare_subjects(work: BareWork, bare: Mapping[str, Bare]) -> list[Subject]:
    return [Subject(label, _calling(work, library)) for label, library in bare.items()]


def _calling(work: BareWork, library: Bare) -> Call:
    return lambda _: work(library)


async def _drop_new(lanes: Sequence[Lane], last: int) -> bool:
    return any(await asyncio.gather(*(_drop_above(lane.sql, last) for lane in lanes)))


async def _drop_above(sql: Sql, last: int) -> bool:
    status = await sql.execute("DELETE FROM tasks WHERE id > $1", last)
    await sql.execute("VACUUM tasks")
    return status != "DELETE 0"
