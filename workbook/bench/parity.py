"""Before anything is timed: do the ways agree at all, results and tables compared in full."""

from __future__ import annotations

from collections.abc import Collection

from workbook import job
from workbook.bench.run import Run
from workbook.operation import Operation
from workbook.sample import Sample


class NoParity(Exception):
    """Ways disagree, so that their times cannot be compared; the message says on what."""


async def demand_parity(run: Run, operations: Collection[Operation]) -> None:
    """Compare the first way with the others, driver by driver. Raises NoParity and CannotOpen."""
    if not operations:
        return
    reference, *others = run.ways
    sample = Sample.make(run.scale.tasks)
    for driver in dict.fromkeys(way.driver for way in others or run.ways):
        compared = [reference, *(way for way in others if way.driver == driver)]
        result = await job.run(run.server, compared, sample, run.progress, tuple(operations))
        if result.disagreements:
            finding = result.disagreements[0]
            raise NoParity(
                f"the ways do not agree, so nothing is timed: {finding.operation.name}:"
                f" {finding.differences[0]}"
            )
