"""What every answer to e18 can do."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol, Self

POOL_SIZE = 1
"""Connections: what is lost is missed at once."""


class Merging(Protocol):
    @classmethod
    def open(cls, url: str) -> AbstractAsyncContextManager[Self]:
        """The service with its pool, for as long as the block lasts."""
        ...

    async def merge_projects(self, source_id: int, target_id: int) -> int:
        """Move the tasks, delete the source, commit; how many moved. Raises ProjectNotFound."""
        ...
