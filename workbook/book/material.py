"""What the book is made of: the ways, what the ledger tells of each, and their sources."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.protocol import Database
from workbook.job import Result
from workbook.ledger import store
from workbook.ledger.entry import Calls, Entry
from workbook.operations import OPERATIONS
from workbook.source import MethodSource, Source, definition_in, source_of
from workbook.ways import Way

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Material:
    """`entries` has every operation, by name, and in each every way, by label.

    `measured` is the run of the main job that the book is written after, if it is.
    """

    ways: tuple[Way, ...]
    entries: Mapping[str, Entry]
    measured: Result | None = None

    def calls(self, operation: str, way: Way) -> Calls:
        """What this way sends for this operation."""
        return self.entries[operation].ways[way.label]

    def drivers(self, operation: str) -> list[str]:
        """The labels of the ways of the book, and of the same on another driver."""
        names = [way.name for way in self.ways]
        labels = [way.label for way in self.ways]
        others = [label for label in self.entries[operation].ways if label not in labels]
        return labels + [label for label in others if label.rpartition("-")[0] in names]

    def method(self, way: Way, name: str) -> MethodSource | None:
        """A method of the repository; None where its source is not to be had."""
        if self.measured is not None:
            return self.measured.source(way, name)
        repository = vars(sys.modules[way.database.__module__]).get("Repository")
        return source_of(repository, name) if isinstance(repository, type) else None


def from_ledger(ways: Sequence[Way]) -> Material:
    """With what is checked in. Raises BadLedger."""
    entries = (store.read(operation.name) for operation in OPERATIONS)
    return Material(tuple(ways), {entry.operation: entry for entry in entries})


def unrecorded(material: Material) -> list[Way]:
    """The ways that the ledger does not know."""
    known = next(iter(material.entries.values())).ways
    return [way for way in material.ways if way.label not in known]


def with_recorded(material: Material, entries: Sequence[Entry]) -> Material:
    """The same with what was recorded of further ways."""
    merged = {
        entry.operation: Entry(
            entry.operation, {**material.entries[entry.operation].ways, **entry.ways}
        )
        for entry in entries
    }
    return Material(material.ways, merged, material.measured)


def scope_source(way: Way, scope: str) -> Source | None:
    """`transaction()` or `autocommit()` of a way: where its connection comes from and goes to."""
    found = source_of(way.database, scope)
    return None if found is None else found.method


def definition(database: type[Database], file: str, name: str) -> Source | None:
    """A function or class in a file beside the one that defines this `Database`."""
    return definition_in(Path(inspect.getfile(database)).parent / file, name)
