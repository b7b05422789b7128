"""Finds the anomalies of a recorded history, and knows which of them a level forbids.

Pure functions: nothing here asks Postgres. What each level forbids is what Postgres promises (its
manual, "Transaction Isolation"): READ COMMITTED shows nothing that is uncommitted; REPEATABLE READ
is snapshot isolation, which leaves only cycles in which two transactions in a row passed by each
other unseen (Fekete and others, "Making Snapshot Isolation Serializable", 2005); SERIALIZABLE
leaves no cycle at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from shared.domain import Isolation
from tests.histories.graph import (
    Cycle,
    Edge,
    anything,
    dependencies,
    is_flow,
    no_two_unseen,
    reads_of,
    shortest_cycle,
)
from tests.histories.history import (
    INITIAL,
    Count,
    Event,
    History,
    Read,
    Scan,
    Seen,
    Write,
)


class Anomaly(StrEnum):
    """What no single user of the database could ever meet."""

    BROKEN_VERSIONS = "a committed write is gone, or was counted twice"
    DIRTY_READ = "dirty read"
    INTERMEDIATE_READ = "intermediate read"
    CIRCULAR_FLOW = "circular flow"
    NON_REPEATABLE_READ = "non-repeatable read"
    PHANTOM = "phantom"
    LOST_UPDATE = "lost update"
    READ_SKEW = "read skew"
    LONG_FORK = "long fork"
    WRITE_SKEW = "write skew"


_NEVER = frozenset(
    {
        Anomaly.BROKEN_VERSIONS,
        Anomaly.DIRTY_READ,
        Anomaly.INTERMEDIATE_READ,
        Anomaly.CIRCULAR_FLOW,
    }
)
FORBIDDEN = {
    Isolation.READ_COMMITTED: _NEVER,
    Isolation.REPEATABLE_READ: frozenset(Anomaly) - {Anomaly.WRITE_SKEW},
    Isolation.SERIALIZABLE: frozenset(Anomaly),
}


class Finding(NamedTuple):
    """An anomaly, those who took part in it, and the task or the cycle that shows it."""

    anomaly: Anomaly
    transactions: tuple[int, ...]
    evidence: str


def find_anomalies(history: History) -> list[Finding]:
    """Every anomaly there is. A cycle comes once, however many of its edges lead to it."""
    findings = [
        *_broken_versions(history),
        *_strange_reads(history),
        *_cycles(history),
    ]
    for transaction in history.transactions():
        events = history.of(transaction)
        findings += [*_changed_reads(events), *_phantoms(events)]
        if transaction in history.committed():
            findings += _lost_updates(events)
    return list(dict.fromkeys(findings))


def forbidden(history: History, isolation: Isolation) -> list[Finding]:
    """The anomalies that must not be there at this level."""
    return [found for found in find_anomalies(history) if found.anomaly in FORBIDDEN[isolation]]


def _broken_versions(history: History) -> Iterator[Finding]:
    """The committed versions of a task are 1, 2, 3 ... to the end, each written once."""
    committed = history.committed()
    writes: dict[int, list[Write]] = defaultdict(list)
    for write in history.writes():
        if write.transaction in committed:
            writes[write.written.key].append(write)
    final = {seen.key: seen for seen in history.final}
    for key, written in writes.items():
        written.sort(key=lambda write: write.written.version)
        versions = [write.written.version for write in written]
        first = 1 if versions[0] == 1 else 2
        if versions != [*range(first, first + len(versions))] or (
            final and final.get(key) != written[-1].written
        ):
            writers = tuple(write.transaction for write in written)
            evidence = f"task {key}: versions {versions}, then {final.get(key)}"
            yield Finding(Anomaly.BROKEN_VERSIONS, writers, evidence)


def _strange_reads(history: History) -> Iterator[Finding]:
    """What is seen was written by the reader, or was the last word of who had committed it."""
    committed = history.committed()
    writers = {(write.written.key, write.written.value): write for write in history.writes()}
    last = {(write.transaction, write.written.key): write for write in history.writes()}
    for reader, seen in reads_of(history):
        if seen.version == 0 or seen.value == INITIAL:
            continue
        write = writers.get((seen.key, seen.value))
        writer = write.transaction if write else 0
        evidence = f"task {seen.key}: {seen.value!r}"
        if writer == reader:
            continue
        if write is None or writer not in committed:
            yield Finding(Anomaly.DIRTY_READ, (reader, writer), evidence)
        elif last[writer, seen.key] is not write:
            yield Finding(Anomaly.INTERMEDIATE_READ, (reader, writer), evidence)


def _cycles(history: History) -> Iterator[Finding]:
    """Each edge that is part of a cycle, with the worst kind of cycle it is part of."""
    edges = dependencies(history)
    flows = [edge for edge in edges if is_flow(edge)]
    for edge in edges:
        if is_flow(edge):
            kinds = [(Anomaly.CIRCULAR_FLOW, shortest_cycle(edge, flows, anything))]
        else:
            kinds = _cycles_of_unseen(edge, edges, flows)
        for anomaly, cycle in kinds:
            if cycle is not None:
                yield _finding_of(anomaly, cycle)
                break


def _cycles_of_unseen(
    edge: Edge, edges: list[Edge], flows: list[Edge]
) -> list[tuple[Anomaly, Cycle | None]]:
    return [
        (Anomaly.READ_SKEW, shortest_cycle(edge, flows, anything)),
        (Anomaly.LONG_FORK, shortest_cycle(edge, edges, no_two_unseen)),
        (Anomaly.WRITE_SKEW, shortest_cycle(edge, edges, anything)),
    ]


def _finding_of(anomaly: Anomaly, cycle: Cycle) -> Finding:
    """The cycle told from its lowest edge on, so that it reads the same wherever it was met."""
    start = cycle.index(min(cycle))
    told = cycle[start:] + cycle[:start]
    evidence = ", ".join(f"{e.source} {e.kind} {e.target} (task {e.key})" for e in told)
    return Finding(anomaly, tuple(edge.source for edge in told), evidence)


def _changed_reads(events: list[Event]) -> Iterator[Finding]:
    """Between two reads of a task the transaction itself has not written, another has."""
    known: dict[int, int] = {}
    for event in events:
        for seen in _seen_by(event):
            if known.setdefault(seen.key, seen.version) != seen.version:
                evidence = f"task {seen.key}: {known[seen.key]}, then {seen.version}"
                yield Finding(Anomaly.NON_REPEATABLE_READ, (event.transaction,), evidence)
            known[seen.key] = seen.version
        if isinstance(event, Write):
            known[event.written.key] = event.written.version


def _seen_by(event: Event) -> tuple[Seen, ...]:
    match event:
        case Read(_, seen):
            return (seen,)
        case Scan(_, all_seen):
            return all_seen
        case _:
            return ()


def _phantoms(events: list[Event]) -> Iterator[Finding]:
    """Between two looks at all tasks their number has changed by what others have done."""
    own = 0
    sizes: list[tuple[int, int]] = []
    for event in events:
        if isinstance(event, Write) and event.written.version == 1:
            own += 1
        if isinstance(event, Scan | Count):
            size = len(event.seen) if isinstance(event, Scan) else event.number
            sizes.append((event.transaction, size - own))
    for (transaction, before), (_, after) in pairwise(sizes):
        if before != after:
            yield Finding(Anomaly.PHANTOM, (transaction,), f"{before} tasks, then {after}")


def _lost_updates(events: list[Event]) -> Iterator[Finding]:
    """A task was written over a version that the writer, who had read it before, never saw."""
    known: dict[int, int] = {}
    for event in events:
        known |= {seen.key: seen.version for seen in _seen_by(event)}
        if isinstance(event, Write):
            written = event.written
            before = known.get(written.key, written.version - 1)
            if before < written.version - 1:
                evidence = f"task {written.key}: read {before}, wrote {written.version}"
                yield Finding(Anomaly.LOST_UPDATE, (event.transaction,), evidence)
            known[written.key] = written.version
