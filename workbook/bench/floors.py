"""What is under each way: the same operation without our repository, and without any library.

Two floors. "bare <way>" is the library by itself, as its documentation has it, over a pool with the
same settings. "held statement" is the driver asyncpg with one connection in hand and the statement
prepared: what is left then is the server, the socket and the protocol.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, Protocol, Self, TypeAlias

from asyncpg.prepared_stmt import PreparedStatement

from shared import protocol
from shared.domain import NewTask
from shared.settings import Settings
from workbook.bench.bare import asyncpg_raw, sqlalchemy_core, sqlalchemy_orm, sqlmodel_orm
from workbook.bench.blocks import Subject
from workbook.bench.measurement import BARE, HELD
from workbook.ledger import store
from workbook.operation import Operation
from workbook.participant import connected
from workbook.sample import Sample
from workbook.tables import Sql
from workbook.turn import MOST_TURNS, Turn
from workbook.ways import Way


class Bare(Protocol):
    """One library by itself: each method is a whole call, which takes a connection itself."""

    @classmethod
    def open(cls, settings: Settings) -> AbstractAsyncContextManager[Self]: ...
    async def get_task(self, task_id: int) -> protocol.Task: ...
    async def get_task_in_transaction(self, task_id: int) -> protocol.Task: ...
    async def list_tasks(self, limit: int) -> Sequence[protocol.Task]: ...
    async def stream_tasks(self, project_id: int) -> Sequence[protocol.Task]: ...
    async def add_task(self, new: NewTask) -> protocol.Task: ...
    async def edit_task(
        self, task_id: int, version: int, title: str, assignee: str
    ) -> protocol.Task: ...
    async def claim_task(self, assignee: str) -> protocol.Task: ...
    async def get_project(self, project_id: int) -> protocol.Project: ...
    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]: ...
    async def load_tasks(self, new: Iterable[NewTask]) -> int: ...


LIBRARIES: Mapping[str, type[Bare]] = {
    "asyncpg_raw": asyncpg_raw.Bare,
    "sqlalchemy_core": sqlalchemy_core.Bare,
    "sqlalchemy_orm": sqlalchemy_orm.Bare,
    "sqlmodel_orm": sqlmodel_orm.Bare,
}

BareWork: TypeAlias = Callable[[Bare], Awaitable[object]]


def adding(new: Sequence[NewTask]) -> BareWork:
    """`add_tasks` of these."""
    return lambda bare: bare.add_tasks(new)


def loading(new: Sequence[NewTask]) -> BareWork:
    """`load_tasks` of these, one after the other."""
    return lambda bare: bare.load_tasks(iter(new))


def streaming(project_id: int) -> BareWork:
    """`stream_tasks` of this project, all of them kept."""
    return lambda bare: bare.stream_tasks(project_id)


def _storing(new: NewTask) -> BareWork:
    return lambda bare: bare.add_task(new)


BARE_WORKS: Mapping[str, Callable[[Turn], BareWork]] = {
    "get_task": lambda turn: lambda bare: bare.get_task(turn.task_id),
    "get_task.in_transaction": lambda turn: lambda bare: bare.get_task_in_transaction(turn.task_id),
    "list_tasks": lambda _: lambda bare: bare.list_tasks(50),
    "add_task": lambda turn: _storing(turn.new_tasks(1)[0]),
    "edit_task": lambda turn: (
        lambda bare: bare.edit_task(turn.task_id, turn.task.version, "naïve 100%", "Zoë")
    ),
    "claim_task": lambda _: lambda bare: bare.claim_task("佐藤 花子"),
    "get_project": lambda turn: lambda bare: bare.get_project(turn.project_id),
    "add_tasks": lambda turn: adding(turn.new_tasks(1_000)),
    "load_tasks": lambda turn: loading(turn.new_tasks(1_000)),
}
"""By the operation's name: the same work as the operation's, of the same turn."""

HELD_ARGUMENTS: Mapping[str, Callable[[Turn], tuple[object, ...]]] = {
    "get_task": lambda turn: (turn.task_id,),
    "get_tasks": lambda turn: (turn.task_ids(100),),
    "list_tasks": lambda _: (50,),
    "list_tasks.after": lambda turn: (turn.middle_id, 100),
    "count_tasks": lambda _: (),
    "get_project": lambda turn: (turn.project_id,),
    "list_projects": lambda _: (None, 20),
    "list_projects.after": lambda turn: (turn.project_id, 10),
    "summarize_projects": lambda _: (),
    "newest_tasks": lambda _: (3,),
}
"""By the name of an operation that is one statement: its arguments, for asyncpg_raw's statement."""


@asynccontextmanager
async def floors(
    operation: Operation, sample: Sample, under: Sequence[tuple[Way, str]]
) -> AsyncIterator[list[Subject]]:
    """What is under the operation, as far as it is known; on one connection each.

    `under` has the ways, each with the URL of a database that holds the sample. The call of a
    number does the work of the turn of that number. What writes needs a copy of its own for each
    way, put back before the turns are used up: two ways on one copy would meet in the same rows.
    """
    turns = [Turn(sample, number) for number in range(MOST_TURNS)]
    async with AsyncExitStack() as stack:
        subjects = []
        for way, url in under if operation.name in BARE_WORKS else ():
            if way.name in LIBRARIES:
                bare = await stack.enter_async_context(opened_bare(way, url))
                subjects.append(_bare(operation, way, bare, turns))
        if operation.name in HELD_ARGUMENTS:
            sql = await stack.enter_async_context(connected(under[0][1]))
            subjects.append(_held(operation, await prepared_statement(operation, sql), turns))
        yield subjects


def opened_bare(way: Way, url: str) -> AbstractAsyncContextManager[Bare]:
    """The way's library by itself, on one connection."""
    return LIBRARIES[way.name].open(Settings(url, driver=way.driver, pool_size=1))


async def prepared_statement(operation: Operation, sql: Sql) -> PreparedStatement[Any]:
    """The one statement that asyncpg_raw sends for the operation, as the ledger has it."""
    [statement] = store.read(operation.name).ways["asyncpg_raw"].later.statements
    return await sql.prepare(statement.sql)


def _bare(operation: Operation, way: Way, bare: Bare, turns: Sequence[Turn]) -> Subject:
    works = list(map(BARE_WORKS[operation.name], turns))
    return Subject(BARE + way.label, lambda number: works[number](bare))


def _held(
    operation: Operation, statement: PreparedStatement[Any], turns: Sequence[Turn]
) -> Subject:
    arguments = list(map(HELD_ARGUMENTS[operation.name], turns))
    return Subject(HELD, lambda number: statement.fetch(*arguments[number]))
