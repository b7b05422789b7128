"""Which ways a test run is about: those of `--variant` and `--driver`, else all of ours.

And in which kind of block each keeps a promise that holds in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args
from zlib import crc32

import pytest

from shared.settings import Driver
from variants import DRIVERS, VARIANTS
from workbook.ways import NoSuchWay, Way, database_named

SCOPE_KINDS = ("autocommit", "transaction")


def chosen_ways(names: Sequence[str], drivers: Sequence[Driver]) -> list[Way]:
    """The ways to test, in order. Raises UsageError for a name that leads nowhere."""
    ways = []
    for name in names or VARIANTS:
        try:
            database = database_named(name)
        except NoSuchWay as error:
            raise pytest.UsageError(str(error)) from error
        spoken = DRIVERS.get(name, get_args(Driver) if drivers else ("asyncpg",))
        ways += [Way(name, database, driver) for driver in drivers or spoken if driver in spoken]
    if not ways:
        raise pytest.UsageError(f"none of {list(names)} speaks through {list(drivers)}")
    return ways


def scope_kinds(way: Way, test: str) -> Sequence[str]:
    """Both for a class from outside. Ours take turns, from way to way and from test to test."""
    if way.name not in VARIANTS:
        return SCOPE_KINDS
    turn = (
        crc32(test.encode()) + list(VARIANTS).index(way.name) + get_args(Driver).index(way.driver)
    )
    return SCOPE_KINDS[turn % 2 :][:1]
