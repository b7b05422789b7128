"""Histories made by hand: the notation in which a history is printed, read back."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.histories.history import (
    INITIAL,
    Abort,
    Commit,
    Count,
    Event,
    History,
    Read,
    Scan,
    Seen,
    Write,
)

EVENT = re.compile(r"([rswnca])(\d+)(?:\(([^)]*)\))?")


def told(text: str, final: str = "") -> History:
    """The history that prints as `text`, after which `final` was there.

    A value is that of the last write of this version before it is seen; where there was none, the
    task was there from the start.
    """
    values: dict[tuple[int, int], str] = {}
    events = [_event(values, *parts) for parts in EVENT.findall(text)]
    return History(tuple(events), _seen(values, final))


def _event(values: dict[tuple[int, int], str], action: str, number: str, what: str) -> Event:
    transaction = int(number)
    if action == "w":
        key, version = map(int, what.split("="))
        values[key, version] = f"{transaction} wrote {version}"
    make: dict[str, Callable[[], Event]] = {
        "r": lambda: Read(transaction, _seen(values, what)[0]),
        "s": lambda: Scan(transaction, _seen(values, what)),
        "w": lambda: Write(transaction, _seen(values, what)[0]),
        "n": lambda: Count(transaction, int(what)),
        "c": lambda: Commit(transaction),
        "a": lambda: Abort(transaction, what),
    }
    return make[action]()


def _seen(values: dict[tuple[int, int], str], states: str) -> tuple[Seen, ...]:
    pairs = (tuple(map(int, state.split("="))) for state in states.split())
    return tuple(Seen(key, version, values.get((key, version), INITIAL)) for key, version in pairs)
