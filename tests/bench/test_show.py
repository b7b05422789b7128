"""The bench on the terminal: nothing is cut, and what cannot be told apart is marked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO

import pytest
from rich.console import Console

from tests.bench.made_up import WEATHER, recording
from workbook.bench.measurement import Growth, Raw, summarised
from workbook.bench.pgbench import Floor
from workbook.bench.regimes.concurrency import CALLERS, LOADS
from workbook.bench.regimes.delay import MILLISECONDS, delayed_operations
from workbook.bench.run import FULL
from workbook.bench.show import Told, show, show_growths, show_splits
from workbook.operations import OPERATIONS
from workbook.ways import chosen_ways

WAYS = chosen_ways((), "asyncpg")


def printed(print_on: Callable[[Console], None], columns: int = 80) -> str:
    """What comes out on a terminal that wide."""
    out = StringIO()
    print_on(Console(width=columns, file=out))
    return out.getvalue()


def shown(columns: int, regime: str, operations: tuple[str, ...], at: tuple[float, ...]) -> str:
    """What is printed."""
    told = Told(regime, recording(regime, operations, at).measurements, WAYS)
    return printed(partial(show, told), columns)


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize(
    ("regime", "names", "at"),
    [
        ("operations", tuple(one.name for one in OPERATIONS), (0,)),
        ("concurrency", tuple(LOADS), CALLERS),
        ("delay", tuple(one.name for one in delayed_operations()), MILLISECONDS),
        ("rows", ("add_tasks", "load_tasks", "stream_tasks"), FULL.row_counts),
    ],
)
def test_nothing_is_cut(
    columns: int, regime: str, names: tuple[str, ...], at: tuple[float, ...]
) -> None:
    """At any usual width every operation and every figure is whole."""
    text = shown(columns, regime, names, at)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= columns
    assert all(name in text for name in names)


def test_the_reference_is_told_in_microseconds_and_the_others_as_ratios() -> None:
    """The A/A is called the same; the library alone and the held statement follow."""
    text = shown(200, "operations", ("get_task",), (0,))
    assert [cell.strip() for cell in text.splitlines()[6].split("│")] == [
        *("get_task", "130", "2.00 (2.00-2.00)", "4.00 (4.00-4.00)", "4.00 (4.00-4.00)"),
        "≈1.00 (1.00-1.00)",
    ]
    assert "1.25 (1.25-1.25) │ ≈1.00 (1.00-1.00)" in text
    assert "0.50 (0.50-0.50)" in text
    assert "told apart in 0 of 1" in text


def test_concurrency_is_told_in_calls_a_second() -> None:
    """A call of 260 microseconds is 3,846 a second."""
    assert "3,846" in shown(120, "concurrency", ("get_task",), (1,))


def test_a_delay_has_its_ranking() -> None:
    """From the quickest on."""
    text = shown(120, "delay", ("get_task",), (0.5,))
    ranking = "asyncpg_raw < sqlalchemy_core < sqlalchemy_orm = sqlmodel_orm"
    assert f"get_task at 0.5 ms of delay: {ranking}" in text


def test_ways_that_a_regime_leaves_out_are_left_out() -> None:
    """The rows are measured on asyncpg only."""
    both = (*WAYS, *chosen_ways((), "psycopg"))
    told = Told("rows", recording("rows", ("add_tasks",), (1, 100)).measurements, both)
    assert "psycopg" not in printed(partial(show, told))


def test_growth_is_told_in_megabytes() -> None:
    """With one digit, a line for each way."""
    growths = [
        Growth("stream_tasks", 1_000_000, {"asyncpg_raw": 1_000_000, "sqlmodel_orm": 4_900_000}),
        Growth("add_tasks", 100_000, {"asyncpg_raw": 18_640_000, "sqlmodel_orm": 254_800_000}),
    ]
    *_, raw, model = printed(partial(show_growths, growths)).splitlines()
    assert [cell.strip() for cell in raw.split("│")] == ["asyncpg_raw", "1.0", "18.6"]
    assert [cell.strip() for cell in model.split("│")] == ["sqlmodel_orm", "4.9", "254.8"]


def test_one_way_is_told_with_its_second_run() -> None:
    """There is nobody else to compare it with."""
    told = Told("operations", recording("operations", ("get_task",), (0,)).measurements, WAYS[:1])
    text = printed(partial(show, told))
    assert [cell.strip() for cell in text.splitlines()[6].split("│")] == [
        *("get_task", "130", "≈1.00 (1.00-1.00)")
    ]


@pytest.mark.parametrize(
    ("floor", "told"),
    [
        (Floor(calls=10, microseconds=46.7), "47 µs"),
        (Floor(calls=9, because="no pgbench"), "no"),
    ],
    ids=["measured", "not to be had"],
)
def test_pgbench_is_told_or_why_not(floor: Floor, told: str) -> None:
    """Below the split."""
    assert f"one connection: {told}" in printed(partial(show_splits, [], floor))


def test_set_ups_that_are_no_ways_are_compared_all_the_same() -> None:
    """The first is the reference, and stands a second time as the A/A."""
    costs = {"one-engine": 0.001, "one-engine again": 0.001, "pre-ping": 0.002}
    times = {label: [cost * one for one in WEATHER] for label, cost in costs.items()}
    measured = summarised(Raw("request-asyncpg", 2.0, 1, times))
    text = printed(partial(show, Told("engines", (measured,), WAYS)), 120)
    assert "engines: times of one-engine, and ratios to it" in text
    assert "2.00 (2.00-2.00)" in text
    assert "A/A: one-engine against itself is told apart in 0 of 1" in text
