"""Which ways a command is about: ours, or any class that fits the protocol, as module:Class."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from shared.protocol import Database
from shared.settings import Driver
from variants import DRIVERS, VARIANTS


class NoSuchWay(Exception):
    """What was asked for cannot be compared; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Way:
    """One implementation on one driver."""

    name: str
    database: type[Database]
    driver: Driver

    @property
    def label(self) -> str:
        """What it is called where drivers differ."""
        return self.name if self.driver == "asyncpg" else f"{self.name}-{self.driver}"


def database_named(name: str) -> type[Database]:
    """One of ours, or the class that module:Class leads to. Raises NoSuchWay."""
    return VARIANTS.get(name) or _plugged_in(name)


def chosen_ways(names: Sequence[str], driver: Driver) -> tuple[Way, ...]:
    """The named ways, or all of ours that speak through `driver`. Raises NoSuchWay."""
    if driver not in get_args(Driver) or importlib.util.find_spec(driver) is None:
        installable = ", ".join(get_args(Driver))
        raise NoSuchWay(f"--driver {driver}: not installed here (there are {installable})")
    return tuple(_named_ways(names, driver) if names else _our_ways(driver))


def _our_ways(driver: Driver) -> Iterator[Way]:
    for name, database in VARIANTS.items():
        if driver in DRIVERS[name]:
            yield Way(name, database, driver)


def _named_ways(names: Sequence[str], driver: Driver) -> Iterator[Way]:
    for name in dict.fromkeys(names):
        database = database_named(name)
        if driver not in DRIVERS.get(name, get_args(Driver)):
            raise NoSuchWay(f"--variant {name} does not speak through {driver}")
        yield Way(name, database, driver)


def _plugged_in(name: str) -> type[Database]:
    module_name, colon, class_name = name.partition(":")
    if not colon:
        raise NoSuchWay(f"--variant {name}: say one of {', '.join(VARIANTS)}, or module:Class")
    try:
        database: type[Database] = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise NoSuchWay(f"--variant {name}: {error}") from error
    if not callable(getattr(database, "open", None)):
        raise NoSuchWay(f"--variant {name}: {class_name} has no open(), so it is no Database")
    return database
