"""What every answer to e05 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.protocol import Task


class Searching(Protocol):
    async def search_tasks(
        self, text: str, assignees: Sequence[str] | None = None
    ) -> Sequence[Task]:
        """The tasks with this text in their title, of these people if given, by due_at and id."""
        ...
