"""What every answer to e02 can do."""

from __future__ import annotations

from typing import Protocol

from shared.domain import NewTask
from shared.protocol import Task


class Adding(Protocol):
    async def add_task(self, new: NewTask) -> Task:
        """Store the task, commit, and return it as stored: id, version, created_at included."""
        ...
