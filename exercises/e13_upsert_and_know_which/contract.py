"""What every answer to e13 can do."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from shared.domain import NewTask


class Outcome(StrEnum):
    """What an import has done to the table."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Importing(Protocol):
    async def import_task(self, new: NewTask) -> Outcome:
        """Store the task, or give its values to the one with its external_id; tell which it was."""
        ...
