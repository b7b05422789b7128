"""What every answer to e04 can do."""

from __future__ import annotations

from typing import Protocol


class Deleting(Protocol):
    async def delete_task(self, task_id: int) -> None:
        """Remove the task. Raises TaskNotFound, so also the second time."""
        ...

    async def delete_done_tasks(self, project_id: int) -> int:
        """Remove the done tasks of this project and return how many they were."""
        ...

    async def delete_project(self, project_id: int) -> None:
        """Remove the project; its tasks stay and belong to none. Raises ProjectNotFound."""
        ...
