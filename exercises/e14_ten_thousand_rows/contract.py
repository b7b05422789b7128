"""What every answer to e14 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.domain import NewTask


class Loading(Protocol):
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        """Store the tasks, all or none, and commit; return their ids in the order given."""
        ...
