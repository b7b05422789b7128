"""Which ways a test run is about.

Chosen by `--variant` and `--driver`, else all of ours on both drivers.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import pytest

from shared.protocol import Database
from shared.settings import Driver
from variants import DRIVERS, VARIANTS


@dataclass(frozen=True, slots=True)
class Way:
    """One implementation on one driver."""

    name: str
    database: type[Database]
    driver: Driver

    @property
    def label(self) -> str:
        """How it is called in a test's id."""
        return self.name if self.driver == "asyncpg" else f"{self.name}-{self.driver}"


def chosen_ways(names: Sequence[str], drivers: Sequence[Driver]) -> list[Way]:
    """The ways to test, in order. Raises UsageError for a name that leads nowhere."""
    ways = []
    for name in names or VARIANTS:
        database = VARIANTS.get(name) or _plugged_in(name)
        spoken = DRIVERS.get(name, get_args(Driver) if drivers else ("asyncpg",))
        ways += [Way(name, database, driver) for driver in drivers or spoken if driver in spoken]
    if not ways:
        raise pytest.UsageError(f"none of {list(names)} speaks through {list(drivers)}")
    return ways


def _plugged_in(name: str) -> type[Database]:
    module_name, colon, class_name = name.partition(":")
    if not colon:
        choices = ", ".join(VARIANTS)
        raise pytest.UsageError(f"--variant {name}: say one of {choices}, or module:Class")
    try:
        database: type[Database] = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError) as error:
        raise pytest.UsageError(f"--variant {name}: {error}") from error
    return database
