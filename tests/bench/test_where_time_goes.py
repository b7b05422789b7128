"""The time of a call is split into parts that are all there, and that add up to it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from types import FrameType

import pytest
from rich.console import Console
from sqlalchemy import literal
from sqlalchemy.sql.visitors import traverse
from sqlalchemy.util import await_only, greenlet_spawn

from shared.postgres import Server
from workbook.bench.parts import PARTS, PLACES, Finder
from workbook.bench.self_time import SelfTime
from workbook.bench.where_table import tables_of
from workbook.bench.where_time_goes import SPLIT, Split, WhereTimeGoes
from workbook.ledger.command import all_ways
from workbook.operations import OPERATIONS
from workbook.progress import Progress
from workbook.sample import Sample

WAYS = all_ways()
GET_TASK, EDIT_TASK = (one for one in OPERATIONS if one.name in ("get_task", "edit_task"))

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def splits(server: Server) -> list[Split]:
    """A read and a write through every way, measured once."""
    measuring = WhereTimeGoes([GET_TASK, EDIT_TASK], Sample.make(500), rounds=1)
    return measuring.through(server, WAYS, Progress(Console(file=StringIO())))


def test_every_way_has_every_part_and_they_add_up(splits: list[Split]) -> None:
    """For both operations, none below zero."""
    assert [(split.way, split.driver, split.operation) for split in splits] == [
        (way.name, way.driver, name) for name in ("get_task", "edit_task") for way in WAYS
    ]
    for split in splits:
        assert list(split.parts) == list(PARTS)
        assert min(split.parts.values()) >= 0
        assert sum(split.parts.values()) == pytest.approx(split.total)
        assert 0 < split.parts["waiting"] < split.total


def test_each_library_has_time_where_it_has_code(splits: list[Split]) -> None:
    """What every way goes through, and what only SQLAlchemy does; asyncpg_raw has none of it."""
    everywhere = {"loop", "boundary", "repository", "pool", "driver", "session", "objects"}
    of_sqlalchemy = {"adapter", "statement"}
    for split in splits:
        if split.operation == "edit_task":
            spent = {part for part, microseconds in split.parts.items() if microseconds > 0}
            raw = split.way == "asyncpg_raw"
            assert spent - {"waiting"} == everywhere | (set() if raw else of_sqlalchemy)


def test_only_a_read_is_measured_with_the_connection_held(splits: list[Split]) -> None:
    """What is written in one long transaction would be another operation."""
    assert {split.operation for split in splits if split.held is not None} == {"get_task"}


def test_a_split_survives_json(splits: list[Split]) -> None:
    """As it is recorded."""
    assert Split.model_validate_json(splits[0].model_dump_json()) == splits[0]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_tables_fit_the_terminal(width: int, splits: list[Split]) -> None:
    """One for each operation and driver, and nothing is cut off."""
    tables = list(tables_of(splits))
    assert len(tables) == 4
    for table in tables:
        file = StringIO()
        Console(file=file, width=width).print(table)
        text = file.getvalue()
        ways = {way.name for way in WAYS if f"on {way.driver}" in text}
        assert {name for name in [*PARTS, *ways, "all of it"] if name not in text} == set()
        assert ("held" in text) == ("get_task" in text)
        assert "…" not in text


def test_what_is_split_are_operations() -> None:
    """None of them is misspelt."""
    assert set(SPLIT) <= {operation.name for operation in OPERATIONS}


def test_every_place_leads_to_a_part() -> None:
    """None of them is misspelt."""
    assert {part for _, part in PLACES} | {"loop"} == set(PARTS)


def test_what_stands_in_no_place_belongs_to_its_caller() -> None:
    """A function of this test, called by what builds statements, and called by the test."""
    frames: list[FrameType] = []

    def look(*_: object) -> None:
        frames.append(sys._getframe())

    traverse(literal(1), {}, {"bindparam": look})
    look()
    assert [Finder().part_of(frame) for frame in frames] == ["statement", "loop"]


class Machine:
    """Its clock goes on only when somebody works, and each worker is a part of its own."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def short(self) -> None:
        self.now += 1

    def long(self, between: Callable[[], object]) -> None:
        self.now += 2
        between()
        self.now += 3

    def part_of(self, frame: FrameType | None) -> str:
        while frame is not None and frame.f_code.co_name not in ("short", "long"):
            frame = frame.f_back
        return "nobody" if frame is None else frame.f_code.co_name


def test_time_goes_to_the_part_that_runs() -> None:
    """A function's time is without that of the functions it calls; each call is by itself."""
    machine = Machine()
    profile = SelfTime(machine.part_of, machine.clock)
    with profile.call():
        machine.long(machine.short)
    with profile.call():
        machine.short()
    spent = [{part: seconds for part, seconds in call.items() if seconds} for call in profile.calls]
    assert spent == [{"long": 5.0, "short": 1.0}, {"short": 1.0}]


def test_greenlets_that_take_turns_keep_their_times_apart() -> None:
    """One waits in the middle of a function, as for a driver, and goes on when others have run."""
    machine = Machine()
    profile = SelfTime(machine.part_of, machine.clock)
    with profile.call():
        waiting = greenlet_spawn(machine.long, lambda: await_only(asyncio.sleep(0)))
        waiting.send(None)
        machine.short()
        with suppress(StopIteration):
            waiting.send(None)
    [spent] = profile.calls
    assert (spent["long"], spent["short"], spent["nobody"]) == (5.0, 1.0, 0.0)
