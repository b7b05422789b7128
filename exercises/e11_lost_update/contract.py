"""What every answer to e11 can do."""

from __future__ import annotations

from typing import Protocol

from shared.protocol import Task


class Saving(Protocol):
    async def save_title(self, task_id: int, title: str, expected_version: int) -> Task:
        """Change the title of this version and commit. Raises StaleTask and TaskNotFound."""
        ...

    async def extend_title(self, task_id: int, text: str) -> Task:
        """Put the text behind the title and commit; after a StaleTask once more, from the start."""
        ...
