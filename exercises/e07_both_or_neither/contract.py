"""What every answer to e07 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Plan(NamedTuple):
    """A project to be stored, and the tasks that move into it."""

    name: str
    task_ids: Sequence[int]


class Planning(Protocol):
    async def start_project(self, plan: Plan) -> None:
        """Carry out the plan and commit, or leave everything as it was. Raises TaskNotFound."""
        ...

    async def start_projects(self, plans: Sequence[Plan]) -> list[str]:
        """Carry out the plans in one transaction; return the names of those that cannot be."""
        ...
