"""Claims D2, P2, F15, E1, E3 and E4 in time, as the bench has recorded it.

Whoever records it anew on another machine sees here which of the words no longer fit.
"""

from __future__ import annotations

import pytest

from workbook.bench import record
from workbook.bench.measurement import Figure, is_way
from workbook.bench.ratio import Ratio

FAR = 2
"""Milliseconds of delay."""

ROUGHLY = 0.15
"""By how much a figure of the claim's words may be off."""


def figures(regime: str, operation: str, at: float = 0) -> dict[str, Figure]:
    """What was measured, by label."""
    return dict(record.read(regime).of(operation, at).figures)


def ratio(regime: str, operation: str, label: str, at: float = 0) -> Ratio:
    """How much longer than the reference it takes."""
    return figures(regime, operation, at)[label].ratio


def roughly(told: float) -> object:
    """Equal to what is told, but for noise."""
    return pytest.approx(told, rel=ROUGHLY)


def test_asyncpg_is_ahead_where_little_is_asked() -> None:
    """A row by its key, by eight at a time; of a thousand rows in binary the distance is small."""
    for label in ("psycopg", "psycopg-binary"):
        one_row = ratio("drivers", "one_row_by_key", label, 8)
        assert one_row.is_distinguishable
        assert one_row.middle == roughly(1.55)
    for callers in (1, 8):
        in_binary = ratio("drivers", "1000_rows", "psycopg-binary", callers)
        assert 0.9 < in_binary.middle < 1.1


def test_psycopg_copies_as_quickly_in_binary() -> None:
    """In text it takes about twice as long; in binary as long, or up to a fifth less."""
    for callers in (1, 8):
        assert 1.5 < ratio("drivers", "copy_1000_rows", "psycopg", callers).middle < 2.5
        in_binary = ratio("drivers", "copy_1000_rows", "psycopg-binary", callers)
        assert 0.8 < in_binary.middle < 1.1


def test_joins_under_concurrency_are_nearly_alike() -> None:
    """Eight at a time: psycopg takes up to a tenth more, or as much more or less in binary."""
    for join in ("join_grouped", "join_1000_rows"):
        assert ratio("drivers", join, "psycopg", 8).middle < 1.15
        assert 0.9 < ratio("drivers", join, "psycopg-binary", 8).middle < 1.1


def test_layers_cost_less_the_farther_the_server_is() -> None:
    """A read by its key, with no network between and two milliseconds away."""
    near = {label: one.ratio.middle for label, one in figures("operations", "get_task").items()}
    assert near["sqlalchemy_core"] == roughly(2.5)
    assert near["sqlalchemy_orm"] == roughly(3.2)
    assert near["sqlmodel_orm"] == roughly(3.3)
    far = {label: one.ratio.middle for label, one in figures("delay", "get_task", FAR).items()}
    assert far["sqlalchemy_core"] == roughly(1.2)
    assert far["sqlalchemy_orm"] == roughly(1.25)
    assert far["sqlmodel_orm"] == roughly(1.25)


def test_where_raw_asyncpg_is_not_the_quickest() -> None:
    """One operation of all: an import that is refused, which the others refuse without asking."""
    quicker = {
        one.operation
        for regime in ("operations", "concurrency", "delay", "rows")
        for one in record.read(regime).measurements
        for label, figure in one.figures.items()
        if is_way(label) and figure.ratio.high < 1
    }
    assert quicker == {"import_tasks.repeated"}


def test_what_a_request_pays_for_its_engine() -> None:
    """On both drivers, near and two milliseconds away."""
    told = {
        ("request-asyncpg", 0): ((6, 8), (9, 12)),
        ("request-asyncpg", FAR): ((2.5, 3), (5.5, 6.5)),
        ("request-psycopg", 0): ((4, 6), (7, 10)),
        ("request-psycopg", FAR): ((1.5, 2), (4.5, 5.5)),
    }
    for (request, delay), ranges in told.items():
        for label, (least, most) in zip(("null-pool", "engine-each-time"), ranges, strict=True):
            found = ratio("engines", request, label, delay)
            assert least < found.middle < most
            assert found.low > 1.5


def test_what_a_ping_takes() -> None:
    """Two milliseconds away: nearly as long as the request on asyncpg, a third of it on psycopg."""
    assert ratio("engines", "request-asyncpg", "pre-ping", FAR).middle == roughly(1.9)
    assert ratio("engines", "request-psycopg", "pre-ping", FAR).middle == roughly(1.3)
