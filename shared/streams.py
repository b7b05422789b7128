"""The streams of one unit of work: which are under way, and which were dropped by the caller."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from shared.protocol import Task

Stream: TypeAlias = "AsyncGenerator[Sequence[Task], None]"


class Streams:
    """Each stays here from its first step until it ends or is closed."""

    __slots__ = ("under_way", "undone")

    def __init__(self) -> None:
        self.under_way: dict[Stream, bool] = {}
        """With whether the caller has dropped it."""
        self.undone: set[Stream] = set()
        """Those whose savepoint was undone while they were under way."""

    def follow(self, stream: Stream) -> None:
        """It begins."""
        self.under_way[stream] = False

    def forget(self, stream: Stream) -> None:
        """It has ended."""
        self.under_way.pop(stream, None)

    def drop(self, stream: Stream) -> None:
        """The caller goes on without it: it is closed before the next call."""
        if stream in self.under_way:
            self.under_way[stream] = True

    def undo_since(self, earlier: Collection[Stream]) -> list[Stream]:
        """Those that began after these: undoing a savepoint takes their cursors away."""
        undone = [stream for stream in self.under_way if stream not in earlier]
        self.undone.update(undone)
        return undone

    def dropped(self) -> list[Stream]:
        """Those that nobody reads any more."""
        return [stream for stream, yes in self.under_way.items() if yes]
