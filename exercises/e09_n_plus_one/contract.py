"""What every answer to e09 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.protocol import Project


class Listing(Protocol):
    async def list_projects(self) -> Sequence[Project]:
        """All projects by id, the empty ones too, each with its tasks by id."""
        ...
