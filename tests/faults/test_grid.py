"""The grid of faults: it is what happens, and the ways agree in it."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from shared.postgres import Server
from tests.faults.rows import ROWS
from workbook.faults import store
from workbook.faults.command import record
from workbook.faults.grid import FAULTS, Line
from workbook.progress import Progress

LINES = store.read().lines

UNLIKE = {"table": {None, "Unavailable"}, "server.database": {"Misconfigured", "Unavailable"}}
"""Where what leaves the ways may differ.

asyncpg by itself prepares anew, unnoticed; psycopg cannot connect and does not tell why.
"""


@pytest.mark.timeout(180)
async def test_the_grid_tells_what_comes_of_every_fault(server: Server) -> None:
    """Outcome and native exception of every fault in every way, and the awaits, are as written."""
    seen = await record(server, Progress(Console(file=StringIO())))
    assert list(store.disagreements(store.read(), seen)) == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_every_way_has_the_same_outcome(line: Line) -> None:
    """The same error, or none, leaves each of them, and it is retryable in all or in none."""
    outcomes = line.outcomes.values()
    assert {one.error for one in outcomes} == UNLIKE.get(line.name, {next(iter(outcomes)).error})
    kinds = {(one.error, one.retryable) for one in outcomes}
    assert len(kinds) == len({error for error, _ in kinds})


def test_every_fault_of_the_grid_is_a_row_of_the_list() -> None:
    """The grid is the list's faults once more, those that end the same way every time."""
    assert {fault.row for fault in FAULTS} <= {row.number for row in ROWS}
    assert [fault.name for fault in FAULTS] == [line.name for line in LINES]
