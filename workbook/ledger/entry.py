"""One operation in the ledger: for every way and driver, what the first call sent and a later one.

What differs from run to run although nothing changed is taken out of the texts: the numbers in
the names of cursors and savepoints. Of the equal groups in a bulk statement two are left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbook.frames import Recording
from workbook.frames import Statement as Passed

NUMBERED = re.compile(r'(?<="c)_[0-9a-f]+_[0-9a-f]+(?=")|(?<=__asyncpg_savepoint)_[0-9a-f]+(?=__)')
GROUP = r"\([^()]*\$\d[^()]*\)"
GROUPS = re.compile(rf"({GROUP})((?:, {GROUP}){{2,}})")


@dataclass(frozen=True, slots=True)
class Statement:
    """One execution. `rows` came back; `sent_by` is the line of the way that waited for it."""

    sql: str
    parameters: int
    rows: int
    sent_by: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation, from entering the block to having left it. Sizes are in bytes."""

    round_trips: int
    bytes_sent: int
    bytes_received: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """The first call on a new connection, and the next, which finds its statements prepared."""

    first: Call
    later: Call


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation through every way, by the way's label."""

    operation: str
    ways: Mapping[str, Calls]


def call_of(recording: Recording, sender: Mapping[str, str]) -> Call:
    """What was recorded; `sender` gives each line the words by which it is known in the ledger."""
    return Call(
        recording.round_trips,
        recording.bytes_sent,
        recording.bytes_received,
        tuple(_statement(passed, sender) for passed in recording.statements),
    )


def without_bytes(entry: Entry) -> Entry:
    """The same without the sizes, which differ a little from run to run."""
    ways = {
        label: Calls(_without_bytes(calls.first), _without_bytes(calls.later))
        for label, calls in entry.ways.items()
    }
    return replace(entry, ways=ways)


def abridged(sql: str) -> str:
    """The text with the first and the last of many equal groups, and without running numbers."""
    return GROUPS.sub(_ends, NUMBERED.sub("", sql))


def _without_bytes(call: Call) -> Call:
    return replace(call, bytes_sent=0, bytes_received=0)


def _statement(passed: Passed, sender: Mapping[str, str]) -> Statement:
    line = None if passed.line is None else sender[passed.line]
    return Statement(abridged(passed.text), passed.parameters, passed.rows, line)


def _ends(match: re.Match[str]) -> str:
    others = re.findall(GROUP, match[2])
    return f"{match[1]}, … {len(others) - 1:,} more …, {others[-1]}"
