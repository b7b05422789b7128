"""What every answer to e10 can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from shared.protocol import Project


class Card(NamedTuple):
    """A task in short, with the name of the project that it belongs to."""

    title: str
    project: str | None


class Showing(Protocol):
    async def card(self, task_id: int) -> Card:
        """The card of the task with this id. Raises TaskNotFound."""
        ...

    async def board(self) -> Sequence[Project]:
        """All projects by id, each with its tasks by id; readable when the session is closed."""
        ...

    async def menu(self) -> Sequence[str]:
        """The names of all projects, by id."""
        ...
