"""What every answer to e08 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from shared.protocol import Task

Mark: TypeAlias = tuple[Any, ...]
"""Where a page begins. What is in it is the answer's choice; whoever reads only hands it on."""


class Page(NamedTuple):
    """Some tasks, and the mark behind them. The mark of an empty page is not looked at."""

    tasks: Sequence[Task]
    mark: Mark | None


class Pages(Protocol):
    async def open_tasks(self, after: Mark | None, limit: int) -> Page:
        """The first `limit` open tasks behind the mark, or of all if there is none, by id."""
        ...

    async def newest_tasks(self, after: Mark | None, limit: int) -> Page:
        """The first `limit` tasks behind the mark, the newest first, then the highest id."""
        ...
