"""What concurrent transactions did and saw, as it was recorded, one event after another.

A task's `version` counts its edits, so it tells the order in which a task was written; every write
stores a value of its own, so a value tells who wrote it. Whatever is read can thus be traced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

INITIAL = "initial"
"""The value of a task that was there before the history begins, in its first version."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as it was met. Version 0 is that of a task that is not there yet."""

    key: int
    version: int
    value: str


@dataclass(frozen=True, slots=True)
class Read:
    """A transaction has read one task."""

    transaction: int
    seen: Seen


@dataclass(frozen=True, slots=True)
class Scan:
    """A transaction has read all the tasks there are."""

    transaction: int
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A transaction was told how many tasks there are."""

    transaction: int
    number: int


@dataclass(frozen=True, slots=True)
class Write:
    """A transaction has written a task: a new one if the version is 1, else by an edit."""

    transaction: int
    written: Seen


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction was committed."""

    transaction: int


@dataclass(frozen=True, slots=True)
class Abort:
    """A transaction was rolled back, because of `error`, the name of a class."""

    transaction: int
    error: str


Event = Read | Scan | Count | Write | Commit | Abort


@dataclass(frozen=True, slots=True)
class History:
    """All events in the order in which they were noticed, and what was there when all was over."""

    events: tuple[Event, ...]
    final: tuple[Seen, ...] = ()

    def of(self, transaction: int) -> list[Event]:
        """What one transaction did, in its own order."""
        return [event for event in self.events if event.transaction == transaction]

    def transactions(self) -> list[int]:
        """All of them, in the order of their first events."""
        return list(dict.fromkeys(event.transaction for event in self.events))

    def committed(self) -> set[int]:
        """Those that were committed."""
        return {event.transaction for event in self.events if isinstance(event, Commit)}

    def errors(self) -> list[str]:
        """Why the others were rolled back."""
        return [event.error for event in self.events if isinstance(event, Abort)]

    def writes(self) -> Iterator[Write]:
        """Every write, of whatever end."""
        return (event for event in self.events if isinstance(event, Write))

    def __str__(self) -> str:
        return " ".join(map(brief, self.events))


def brief(event: Event) -> str:
    """An event in the notation of the textbooks: r1(7=2), transaction 1 reads 7 in version 2."""
    match event:
        case Read(transaction, seen):
            return f"r{transaction}({_state(seen)})"
        case Scan(transaction, all_seen):
            return f"s{transaction}({' '.join(map(_state, all_seen))})"
        case Count(transaction, number):
            return f"n{transaction}({number})"
        case Write(transaction, written):
            return f"w{transaction}({_state(written)})"
        case Commit(transaction):
            return f"c{transaction}"
        case Abort(transaction, error):
            return f"a{transaction}({error})"


def _state(seen: Seen) -> str:
    return f"{seen.key}={seen.version}"
