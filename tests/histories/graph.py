"""Which committed transaction must come before which, and where that leads round in a circle.

After Adya, "Weak Consistency: A Generalized Theory and Optimistic Implementations" (1999): a
history can be had one transaction after another exactly if the graph has no cycle; the edges of the
cycles it has tell which anomaly that is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tests.histories.history import History, Read, Scan, Seen


class Edge(NamedTuple):
    """`source` comes before `target`, for they met at the task `key`.

    By "ww" the target wrote the next version, by "wr" it read what the source had written, by "rw"
    it wrote what the source had not seen.
    """

    source: int
    kind: str
    target: int
    key: int


Cycle = tuple[Edge, ...]
MayFollow = Callable[[Edge, Edge], bool]


def dependencies(history: History) -> list[Edge]:
    """All edges between committed transactions, each once."""
    committed = history.committed()
    writers = {
        (write.written.key, write.written.version): write.transaction
        for write in history.writes()
        if write.transaction in committed
    }
    reads = ((reader, seen) for reader, seen in reads_of(history) if reader in committed)
    edges = [*_after_writes(writers), *_around_reads(writers, reads)]
    return [edge for edge in dict.fromkeys(edges) if edge.source != edge.target]


def reads_of(history: History) -> Iterator[tuple[int, Seen]]:
    """Who has seen what. A scan has also seen that the tasks it did not find were not there."""
    born = {write.written.key for write in history.writes() if write.written.version == 1}
    for event in history.events:
        if isinstance(event, Read):
            yield event.transaction, event.seen
        if isinstance(event, Scan):
            found = {seen.key for seen in event.seen}
            for seen in (*event.seen, *(Seen(key, 0, "") for key in sorted(born - found))):
                yield event.transaction, seen


def _after_writes(writers: dict[tuple[int, int], int]) -> Iterator[Edge]:
    for (key, version), writer in writers.items():
        after = writers.get((key, version + 1))
        if after is not None:
            yield Edge(writer, "ww", after, key)


def _around_reads(
    writers: dict[tuple[int, int], int], reads: Iterable[tuple[int, Seen]]
) -> Iterator[Edge]:
    for reader, seen in reads:
        before = writers.get((seen.key, seen.version))
        after = writers.get((seen.key, seen.version + 1))
        if before is not None:
            yield Edge(before, "wr", reader, seen.key)
        if after is not None:
            yield Edge(reader, "rw", after, seen.key)


def is_flow(edge: Edge) -> bool:
    """Whether something went from the source to the target, rather than passed it by."""
    return edge.kind != "rw"


def anything(_before: Edge, _after: Edge) -> bool:
    """Any edge may follow any other."""
    return True


def no_two_unseen(before: Edge, after: Edge) -> bool:
    """Of two edges in a row at least one is a flow."""
    return is_flow(before) or is_flow(after)


def shortest_cycle(first: Edge, among: Iterable[Edge], may_follow: MayFollow) -> Cycle | None:
    """The shortest way from an edge back to its source, if there is one."""
    leaving: dict[int, list[Edge]] = defaultdict(list)
    for edge in among:
        leaving[edge.source].append(edge)
    met = {first}
    waiting: deque[Cycle] = deque([(first,)])
    while waiting:
        path = waiting.popleft()
        last = path[-1]
        if last.target == first.source and may_follow(last, first):
            return path
        further = [e for e in leaving[last.target] if e not in met and may_follow(last, e)]
        met.update(further)
        waiting.extend((*path, edge) for edge in further)
    return None
