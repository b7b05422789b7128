"""What every answer to e06 can do."""

from __future__ import annotations

from typing import Protocol

from shared.domain import NewTask


class Storing(Protocol):
    async def add_task(self, new: NewTask) -> int:
        """Store the task and return its id. Raises Duplicate and MissingReference."""
        ...

    async def add_project(self, name: str) -> int:
        """Store the project and return its id. Raises Duplicate."""
        ...
