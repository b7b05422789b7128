"""What every answer to e01 can do."""

from __future__ import annotations

from typing import Protocol

from shared.protocol import Task


class Tasks(Protocol):
    async def get_task(self, task_id: int) -> Task:
        """The task with this id. Raises TaskNotFound."""
        ...
