"""What every answer to e15 can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from shared.protocol import Task


class Searching(Protocol):
    async def find_tasks(self, wanted: Callable[[Task], bool], most: int) -> Sequence[Task]:
        """The first tasks by id, at most so many, for which `wanted` says yes.

        An exception out of `wanted` goes on unchanged.
        """
        ...
