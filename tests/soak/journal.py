"""What was written, as far as the writers know, held against what is there afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tests.contract.conftest import Sql

COUNTER = "counter"
"""Who the counters are assigned to, so that nobody claims them."""

ROWS = """
    SELECT title, count(*) AS rows, array_agg(external_id) FILTER (WHERE external_id IS NOT NULL)
    FROM tasks WHERE assignee IS DISTINCT FROM $1 GROUP BY title"""
CLAIMS = "SELECT assignee, count(*) FROM tasks WHERE assignee <> $1 GROUP BY assignee"
COUNTERS = "SELECT id, title, version FROM tasks WHERE assignee = $1 ORDER BY id"


class Outcome(StrEnum):
    """What the writer was told."""

    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Write:
    """A unit of work that stores `rows` tasks titled `key`, which is the external_id of the first.

    It also adds 1 to each of the `counters` and may claim a task, all in the name of the key: so
    whether it has happened can be told by looking for the key, and the rest must agree.
    """

    key: str
    rows: int
    counters: Sequence[int] = ()
    claimed: int = 0
    at_its_end: bool = False
    """Whether all was done but for the commit."""
    outcome: Outcome = Outcome.FAILED
    told: str = "not begun"
    """Why it is not acknowledged: the name of an exception."""


@dataclass(slots=True)
class Stored:
    """What is there under one key."""

    rows: int
    keys: Sequence[str]


@dataclass(slots=True)
class Journal:
    """Every write of a soak by its key."""

    writes: dict[str, Write] = field(default_factory=dict)

    def open(self, key: str, rows: int, counters: Sequence[int] = ()) -> Write:
        """A write that is about to be tried. Until more is known it has failed."""
        write = self.writes[key] = Write(key, rows, counters)
        return write

    def outcomes(self) -> Counter[Outcome]:
        """How many were told what."""
        return Counter(write.outcome for write in self.writes.values())

    def reasons(self) -> Counter[str]:
        """Why those that failed did."""
        failed = (w for w in self.writes.values() if w.outcome is Outcome.FAILED)
        return Counter(write.told for write in failed)


async def disagreements(journal: Journal, sql: Sql) -> list[str]:
    """Where what is there is not what the writers were told; empty if all is well."""
    stored = {
        title: Stored(rows, keys or []) for title, rows, keys in await sql.fetch(ROWS, COUNTER)
    }
    claims = dict(map(tuple, await sql.fetch(CLAIMS, COUNTER)))
    counters = [tuple(row) for row in await sql.fetch(COUNTERS, COUNTER)]
    return [
        *_strangers(journal, stored.keys() | claims.keys()),
        *_wrong_rows(journal, stored),
        *_wrong_claims(journal, stored, claims),
        *_wrong_counters(journal, stored, counters),
    ]


def _strangers(journal: Journal, names: set[str]) -> Iterator[str]:
    for name in sorted(names - journal.writes.keys()):
        yield f"{name!r} was written by nobody"


def _wrong_rows(journal: Journal, stored: dict[str, Stored]) -> Iterator[str]:
    """Of an acknowledged write all rows, once; of a failed one none; of an unknown one either."""
    nothing = Stored(0, [])
    for write in journal.writes.values():
        found = stored.get(write.key, nothing)
        whole = found == Stored(write.rows, [write.key])
        absent = found == nothing
        allowed = {
            Outcome.ACKNOWLEDGED: whole,
            Outcome.FAILED: absent,
            Outcome.UNKNOWN: whole or absent,
        }
        if not allowed[write.outcome]:
            yield (
                f"{write.key} was {write.outcome} ({write.told}), and of its {write.rows} rows"
                f" {found.rows} are there, with the external_ids {found.keys}"
            )


def _wrong_claims(
    journal: Journal, stored: dict[str, Stored], claims: dict[str, int]
) -> Iterator[str]:
    """What a write that happened has claimed is its own; one that did not has claimed nothing."""
    for write in journal.writes.values():
        expected = write.claimed if write.key in stored else 0
        if claims.get(write.key, 0) != expected:
            yield f"{write.key} has claimed {claims.get(write.key, 0)} tasks and not {expected}"


def _wrong_counters(
    journal: Journal, stored: dict[str, Stored], counters: Sequence[tuple[int, str, int]]
) -> Iterator[str]:
    """Each counter has counted, and its version has risen, once for each write that happened."""
    happened = (write for write in journal.writes.values() if write.key in stored)
    expected = Counter(counter for write in happened for counter in write.counters)
    for task_id, title, version in counters:
        if (title, version) != (str(expected[task_id]), expected[task_id] + 1):
            yield (
                f"counter {task_id} stands at {title} in version {version},"
                f" after {expected[task_id]} writes"
            )
