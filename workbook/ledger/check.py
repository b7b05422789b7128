"""Whether the ledger still says what the code does: a version bump shows as a diff of the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from workbook.ledger.entry import Call, Entry, without_bytes
from workbook.ledger.store import FOLDER, BadLedger, as_text, read, recorded

TOLERANCE = 0.05
"""By how much of itself a size in bytes may differ: moments and ids are not always as long."""


def disagreements(entries: Sequence[Entry], folder: Path = FOLDER) -> Iterator[str]:
    """Line by line, where what was recorded now is not what the ledger says."""
    for name in sorted(recorded(folder) - {entry.operation for entry in entries}):
        yield f"{name}: in the ledger, but there is no such operation"
    for entry in entries:
        try:
            yield from _disagreements(read(entry.operation, folder), entry)
        except BadLedger as error:
            yield str(error)


def _disagreements(told: Entry, seen: Entry) -> Iterator[str]:
    before, after = (as_text(without_bytes(entry)).splitlines() for entry in (told, seen))
    names = {"fromfile": "in the ledger", "tofile": "on the wire"}
    difference = list(unified_diff(before, after, **names, lineterm="", n=4))
    if difference:
        yield f"{told.operation}:"
        yield from (f"  {line}" for line in difference)
        return
    for label, calls in told.ways.items():
        now = seen.ways[label]
        yield from _other_sizes(f"{told.operation} {label}, first call", calls.first, now.first)
        yield from _other_sizes(f"{told.operation} {label}, later call", calls.later, now.later)


def _other_sizes(what: str, told: Call, seen: Call) -> Iterator[str]:
    for name, before, after in (
        ("sent", told.bytes_sent, seen.bytes_sent),
        ("received", told.bytes_received, seen.bytes_received),
    ):
        if abs(after - before) > TOLERANCE * max(before, after):
            yield f"{what}: {after:,} bytes {name}, and not {before:,}"
