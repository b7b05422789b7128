"""No operation calls many more functions than it did: a rise of cost that needs no clock to see."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from shared.postgres import Server
from tests.plant import plant
from workbook.bench import function_calls
from workbook.bench.function_calls import (
    MINOR_VERSION,
    Counter,
    Recorded,
    find_rises,
    read,
    rises,
    write,
)
from workbook.ledger.command import all_ways
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.ways import Way

WAYS = all_ways()
NAMED = {operation.name: operation for operation in OPERATIONS}
QUIET = Progress(Console(file=StringIO()))
RECORDED = read()
CHECKED_IN = function_calls.FILE

pytestmark = pytest.mark.timeout(180)

of_the_recorded_python = pytest.mark.skipif(
    RECORDED.python != MINOR_VERSION,
    reason=f"recorded on Python {RECORDED.python}, which calls its own functions otherwise",
)


def counts_of(count: int) -> Recorded:
    """One count of one operation through one way."""
    return Recorded(python=MINOR_VERSION, counts={"get_task": {"asyncpg_raw": count}})


@of_the_recorded_python
@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
async def test_no_operation_calls_many_more_functions_than_recorded(
    one_way: Way, server: Server
) -> None:
    """All operations, on a warm connection."""
    assert await find_rises(RECORDED, server, QUIET, [one_way]) == []


def test_every_operation_is_recorded_for_every_way() -> None:
    """None is missing, none is left over."""
    assert set(RECORDED.counts) == set(NAMED)
    labels = {tuple(counts) for counts in RECORDED.counts.values()}
    assert labels == {tuple(way.label for way in WAYS)}


@of_the_recorded_python
async def test_a_statement_more_is_a_rise(server: Server) -> None:
    """Planted: `get_task` of a copy of asyncpg_raw reads the task twice."""
    old = "        return await self._find_task(task_id)\n"
    twice = "        await self._find_task(task_id)\n" + old
    way = Way("asyncpg_raw", plant("asyncpg_raw/repository.py", old, twice), "asyncpg")
    [rise] = await find_rises(RECORDED, server, QUIET, [way], [NAMED["get_task"]])
    assert (rise.operation, rise.label) == ("get_task", "asyncpg_raw")


async def test_what_has_risen_once_is_counted_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as many calls at first, as from a slow server, and the recorded ones afterwards."""
    later = [RECORDED, counts_of(2 * RECORDED.counts["get_task"]["asyncpg_raw"])]

    async def recounted(*_arguments: object) -> Recorded:
        return later.pop()

    monkeypatch.setattr(function_calls, "recount", recounted)
    assert await find_rises(RECORDED, server, QUIET) == []
    assert later == []


def test_a_rise_is_more_than_a_tenth() -> None:
    """To the call; a fall is none, and what is not recorded is one."""
    assert list(rises(counts_of(100), counts_of(110))) == []
    assert list(rises(counts_of(100), counts_of(50))) == []
    assert [str(rise) for rise in rises(counts_of(100), counts_of(111))] == [
        "get_task through asyncpg_raw: 111 function calls, and not 100"
    ]
    assert len(list(rises(Recorded(python=MINOR_VERSION, counts={}), counts_of(1)))) == 1


def test_what_is_written_is_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is written as it is checked in."""
    copy = tmp_path / "copy.json"
    monkeypatch.setattr(function_calls, "FILE", copy)
    write(RECORDED)
    assert read() == RECORDED
    assert copy.read_text() == CHECKED_IN.read_text()


def test_functions_of_python_and_of_c_are_counted() -> None:
    """The call of a function, and the two that it calls; and what leaves the block."""
    counter = Counter()

    def of_python() -> int:
        return len([]) + abs(1)

    with counter.counting():
        pass
    nothing = counter.calls
    with counter.counting():
        of_python()
    assert counter.calls - nothing == 3
