"""A trap: wrong code and right code, and what both were seen to take when they ran."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from workbook.source import Source, definition_in

FOLDER = Path(__file__).resolve().parent / "traps"
RECORDED = FOLDER / "recorded.json"
NAMED = re.compile(r"(?P<kind>wrong|right)_(?P<way>\w+)")
KINDS = ("wrong", "right")
DEFAULT_SIZES = (1, 10, 100)

Work: TypeAlias = Callable[[Any, int], Awaitable[object]]


class BadTrap(Exception):
    """A trap cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Trap:
    """`functions` are by name, `sizes` the numbers of rows that each is run with."""

    name: str
    title: str
    story: tuple[str, ...]
    functions: Mapping[str, Work]
    sizes: tuple[int, ...]

    @property
    def ways(self) -> list[str]:
        """The ways that it has code for, in the order of the file."""
        return list(dict.fromkeys(name.partition("_")[2] for name in self.functions))

    def source(self, function: str) -> Source:
        """One of its functions as it stands in the file. Raises BadTrap."""
        found = definition_in(FOLDER / f"{self.name}.py", function)
        if found is None:
            raise BadTrap(f"the trap {self.name} has no function {function}")
        return found


@dataclass(frozen=True, slots=True)
class Run:
    """What one call took, with this many rows."""

    size: int
    statements: int
    round_trips: int
    bytes_sent: int
    bytes_received: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement that went over the wire, so many times in a row, from this line."""

    sql: str
    times: int
    sent_by: str | None


@dataclass(frozen=True, slots=True)
class Took:
    """Of one function: a run for each size, and of the largest what was sent and how it ended.

    `milliseconds` is the median of some calls without the observer, on the machine that recorded.
    """

    runs: tuple[Run, ...]
    sent: tuple[Sent, ...]
    outcome: str
    milliseconds: float

    @property
    def last(self) -> Run:
        """The largest."""
        return self.runs[-1]


Recorded: TypeAlias = Mapping[str, Mapping[str, Took]]
"""By trap, then by function."""
RECORD: TypeAdapter[Recorded] = TypeAdapter(dict[str, dict[str, Took]])


@cache
def trap_names() -> tuple[str, ...]:
    """All traps there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[!_]*.py")))


@cache
def trap(name: str) -> Trap:
    """The trap of this name. Raises BadTrap."""
    if name not in trap_names():
        raise BadTrap(f"no trap is called {name!r}; there are {', '.join(trap_names())}")
    module = importlib.import_module(f"workbook.book.traps.{name}")
    title, _, story = (inspect.getdoc(module) or "").partition("\n\n")
    functions = {key: value for key, value in vars(module).items() if NAMED.fullmatch(key)}
    for function in functions:
        kind, _, way = function.partition("_")
        other = f"{'right' if kind == 'wrong' else 'wrong'}_{way}"
        if other not in functions:
            raise BadTrap(f"the trap {name} has {function} and no {other}")
    sizes = tuple(getattr(module, "SIZES", DEFAULT_SIZES))
    return Trap(name, title.rstrip("."), tuple(story.split("\n\n")), functions, sizes)


@cache
def recorded(file: Path = RECORDED) -> Recorded:
    """What all of them took. Raises BadTrap."""
    try:
        return RECORD.validate_json(file.read_bytes(), strict=False)
    except (FileNotFoundError, ValidationError) as error:
        message = f"{file.name} cannot be read: workbook book --record writes it anew"
        raise BadTrap(message) from error


def took(name: str, function: str) -> Took:
    """What one function took. Raises BadTrap."""
    try:
        return recorded()[name][function]
    except KeyError as error:
        message = f"{function} of the trap {name} is not recorded: workbook book --record does it"
        raise BadTrap(message) from error


def as_text(record: Recorded) -> str:
    """As it is written."""
    return RECORD.dump_json(record, indent=1).decode() + "\n"
