"""What every answer to e03 can do."""

from __future__ import annotations

from typing import Protocol, Unpack

from shared.domain import TaskChanges
from shared.protocol import Task


class Editing(Protocol):
    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        """Change the given fields and return the task as it is then. Raises TaskNotFound."""
        ...
