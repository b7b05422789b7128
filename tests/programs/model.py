"""A database in memory that does what `shared.protocol` says: blocks, savepoints, and calls.

There is one block at a time. It is a pile of tables: the lowest is what the block began with, and
each savepoint puts a copy on top. Leaving a savepoint keeps the copy in place of the one below it,
undoing it throws the copy away, and leaving the block commits what is at the bottom.

What may be asked at all is settled before what is asked: Closed, TransactionAborted, ConcurrentUse,
in this order; then come bad values, and then what `tests.programs.tables` has to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain import NewTask, TaskFilter
from shared.errors import (
    Closed,
    ConcurrentUse,
    Duplicate,
    InvalidInput,
    MissingReference,
    ReadOnly,
    TransactionAborted,
    TransactionRequired,
)
from tests.programs.tables import Tables, Task

FAILED_STATEMENTS = (Duplicate, MissingReference, ReadOnly)


class Interrupted(Exception):
    """The caller's own reason to leave a block, and a source's to give no more tasks."""


@dataclass(slots=True)
class Stream:
    """What is still to come, and on how many tables it stands: it falls with the uppermost."""

    tasks: list[Task]
    depth: int


class Model:
    def __init__(self, tables: Tables) -> None:
        self.committed = tables
        self.stream: Stream | None = None
        self.failed = False
        self.has_begun = False
        self._pile: list[Tables] = []
        self._transactional = False

    @property
    def depth(self) -> int:
        """0 outside a block, 1 in it, and one more in each savepoint."""
        return len(self._pile)

    @property
    def is_usable(self) -> bool:
        """Whether a call can succeed."""
        return self.depth > 0 and not self.failed and not self._is_streaming()

    @property
    def is_read_only(self) -> bool:
        """Whether every write is refused."""
        return self.depth > 0 and self._pile[-1].read_only

    # Blocks
    def transaction(self, *, read_only: bool = False, **_: object) -> None:
        self._begin(self.committed.copy(), transactional=True)
        self._pile[0].read_only = read_only

    def autocommit(self) -> None:
        self._begin(self.committed, transactional=False)

    def savepoint(self) -> None:
        self._require_usable()
        if not self._transactional:
            raise TransactionRequired
        self._pile.append(self._pile[-1].copy())

    def leave(self) -> None:
        """Leave the innermost block cleanly."""
        if self.failed:
            self.undo()
            raise TransactionAborted
        kept = self._pile.pop()
        if self._pile:
            self._pile[-1] = kept
            if self.stream is not None:
                self.stream.depth = min(self.stream.depth, self.depth)
        else:
            kept.read_only = False
            self.committed = kept

    def undo(self) -> None:
        """Leave the innermost block by an exception."""
        self._pile.pop()
        self.failed = False
        if self._pile and self.stream is not None and self.stream.depth > self.depth:
            self.stream = None

    let_out = undo  # which exception it is makes no difference

    # Calls
    def call(self, method: str, *arguments: Any, **options: Any) -> object:
        """Call a method of the repository; a stream is read to its end."""
        self._require_usable()
        try:
            return getattr(self._pile[-1], method)(*arguments, **options)
        except FAILED_STATEMENTS:
            self.failed = self._transactional
            raise

    def refuse(self, _method: str, _arguments: dict[str, Any], field: str) -> None:
        """Call a method with a value that cannot be stored."""
        self._require_usable()
        raise InvalidInput("", field)

    def break_off_loading(self, _new: Sequence[NewTask]) -> None:
        """Load these tasks, at least one, from a source that ends in an exception."""
        self._require_usable()
        self.failed = self._transactional
        raise Interrupted

    # Streams
    def begin_stream(self, where: TaskFilter) -> Task | None:
        """Take the first step of a stream, in place of the one that is still open."""
        self.stream = None
        self._require_usable()
        self.stream = Stream(self._pile[-1].stream_tasks(where), self.depth)
        return self.go_on()

    def go_on(self) -> Task | None:
        """Take the next step; None at the end."""
        if self.depth == 0:
            raise Closed
        if self.failed:
            raise TransactionAborted
        if self.stream is not None and self.stream.tasks:
            return self.stream.tasks.pop(0)
        self.stream = None
        return None

    def drop_stream(self) -> None:
        """Stop early."""
        self.stream = None

    def _begin(self, tables: Tables, *, transactional: bool) -> None:
        self.has_begun = True
        self.stream = None
        self._pile = [tables]
        self._transactional = transactional

    def _is_streaming(self) -> bool:
        return self.stream is not None and not self._transactional

    def _require_usable(self) -> None:
        if self.depth == 0:
            raise Closed
        if self.failed:
            raise TransactionAborted
        if self._is_streaming():
            raise ConcurrentUse
