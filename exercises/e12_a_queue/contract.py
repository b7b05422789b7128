"""What every answer to e12 can do."""

from __future__ import annotations

from typing import Protocol

from shared.protocol import Task


class Queue(Protocol):
    async def claim_task(self, worker: str) -> Task | None:
        """Give the oldest open task that nobody has to the worker; None if there is none."""
        ...
