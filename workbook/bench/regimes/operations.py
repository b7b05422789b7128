"""Every operation on one warm connection, beside its floors."""

from __future__ import annotations

from functools import partial

from workbook.bench.floors import floors
from workbook.bench.lanes import for_bare_code, lay_out, opened, put_back, ways_and_again
from workbook.bench.measurement import Raw
from workbook.bench.run import Run, measure
from workbook.bench.subjects import subjects_of
from workbook.job import prepared
from workbook.sample import Sample


async def operations(run: Run) -> list[Raw]:
    """Each way, the reference once more, and the floors, in the same blocks."""
    sample, raws = Sample.make(run.scale.tasks), []
    async with (
        prepared(run.server, sample, run.progress) as template,
        ways_and_again(run.server, template, run.ways) as lanes,
        for_bare_code(run.server, template, run.ways) as bare,
        opened(lanes, [lane.url for lane in lanes], pool_size=1) as databases,
    ):
        copies = [*lanes, *bare]
        everything = partial(put_back, copies)
        reached = [(lane.way, lane.url) for lane in bare]
        with run.progress.step("operations, one connection each") as advance:
            for number, one in enumerate(run.operations):
                advance(one.name, number, len(run.operations))
                await lay_out(copies)
                subjects = subjects_of(one, sample, lanes, databases)
                async with floors(one, sample, reached) as under:
                    raws.append(await measure(run, one.name, 0, [*subjects, *under], everything))
    return raws
