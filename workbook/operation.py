"""One thing that is done through every way: what it is called, how it runs, how it should end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from shared.errors import RepositoryError
from shared.protocol import Database, Repository
from workbook.turn import Turn

Scope: TypeAlias = Literal["autocommit", "transaction"]
Work: TypeAlias = Callable[[Repository], Awaitable[object]]
MakeWork: TypeAlias = Callable[[Turn], Work]


@dataclass(frozen=True, slots=True)
class Operation:
    """`work` makes the arguments first, so that what it returns can be timed alone.

    `raises` is the error that leaves the block, where an error is what is asked for.
    """

    name: str
    title: str
    scope: Scope
    work: MakeWork
    raises: type[RepositoryError] | None = None

    @property
    def method(self) -> str:
        """The method of the protocol that this is about."""
        return self.name.partition(".")[0]

    @property
    def case(self) -> str:
        """What is special, in words; empty for the usual case."""
        return self.name.partition(".")[2].replace("_", " ")

    async def run(self, repository: Repository, turn: Turn) -> object:
        """Do it, in a block that is open."""
        return await self.work(turn)(repository)

    async def perform(self, database: Database, work: Work) -> object:
        """Do it, as a whole: from entering a block of its scope to having left it."""
        block = database.transaction if self.scope == "transaction" else database.autocommit
        async with block() as repository:
            return await work(repository)


def in_autocommit(
    name: str, title: str, work: MakeWork, raises: type[RepositoryError] | None = None
) -> Operation:
    """An operation whose statements commit by themselves."""
    return Operation(name, title, "autocommit", work, raises)


def in_transaction(
    name: str, title: str, work: MakeWork, raises: type[RepositoryError] | None = None
) -> Operation:
    """An operation that is a transaction."""
    return Operation(name, title, "transaction", work, raises)
