"""Bare code does the repository's work: the same statements, the same results, the same rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Any, TypeAlias

import pytest
from rich.console import Console

from shared.postgres import Server
from shared.settings import Settings
from workbook.bench.floors import BARE_WORKS, HELD_ARGUMENTS, LIBRARIES, floors
from workbook.job import prepared
from workbook.ledger import store
from workbook.ledger.command import all_ways
from workbook.ledger.entry import Call, call_of
from workbook.operations import OPERATIONS
from workbook.outcome import View, plain
from workbook.participant import connected
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.senders import by_function
from workbook.tables import read_left, restore, restore_next_ids
from workbook.turn import Turn
from workbook.ways import Way
from workbook.wire import observe

WAYS = all_ways()
RAW = WAYS[0]
NAMED = {operation.name: operation for operation in OPERATIONS}
SAMPLE = Sample.make(1_500)
MADE = datetime(2026, 6, 2, tzinfo=UTC)
"""After every creation in the sample: what is later counts as "now"."""

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
async def url(server: Server) -> AsyncIterator[str]:
    """A database that holds the sample; who writes puts it back."""
    async with prepared(server, SAMPLE, Progress(Console(file=StringIO()))) as url:
        yield url


@dataclass(frozen=True, slots=True)
class Work:
    """What calls came to: what each sent on a used connection and gave back, and what is left."""

    sent: dict[str, tuple[int, list[str]]]
    given: dict[str, list[object]]
    left: View


def turns(name: str) -> list[Turn]:
    """Two for each operation, which no other has."""
    first = 2 * list(BARE_WORKS).index(name)
    return [Turn(SAMPLE, first), Turn(SAMPLE, first + 1)]


Opening: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Callable[..., Any]]]
"""Connects; what it gives does the work of an operation's name and a turn."""


async def work_of(way: Way, opened: Opening, url: str) -> Work:
    """All that bare code is for, twice each, as for the ledger: each on a connection of its own."""
    calls, given = {}, {}
    async with observe(url) as observer, connected(url) as sql:
        await restore_next_ids(sql)
        settings = Settings(observer.url, driver=way.driver, pool_size=1)
        for name in BARE_WORKS:
            async with opened(settings) as perform:
                results = []
                for turn in turns(name):
                    observer.restart()
                    results.append(plain(await perform(name, turn), MADE))
                call = call_of(observer.recording, by_function(observer.recording))
            calls[name] = sent(call)
            given[name] = results
        left = await read_left(sql)
        await restore(sql, left)
    return Work(calls, given, left.plain(MADE))


def sent(call: Call) -> tuple[int, list[str]]:
    """The round trips of a call, and its statements."""
    return call.round_trips, [statement.sql for statement in call.statements]


def texts(sent: Mapping[str, tuple[int, list[str]]]) -> dict[str, list[str]]:
    """The statements alone."""
    return {name: statements for name, (_, statements) in sent.items()}


def by_library(way: Way) -> Opening:
    """The library alone."""

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
        async with LIBRARIES[way.name].open(settings) as bare:
            yield lambda name, turn: BARE_WORKS[name](turn)(bare)

    return opened


def by_repository(way: Way) -> Opening:
    """The way as it is."""

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
        async with way.database.open(settings) as database:
            yield lambda name, turn: NAMED[name].perform(database, NAMED[name].work(turn))

    return opened


@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
async def test_bare_code_does_what_the_repository_does(one_way: Way, url: str) -> None:
    """It sends the statements of the ledger, gives the same objects and leaves the same rows."""
    bare = await work_of(one_way, by_library(one_way), url)
    repository = await work_of(one_way, by_repository(one_way), url)
    assert bare.sent == repository.sent
    told = {name: sent(store.read(name).ways[one_way.label].later) for name in BARE_WORKS}
    # psycopg prepares anew where other values are None, so round trips depend on the turn.
    assert texts(bare.sent) == texts(told)
    assert bare.given == repository.given
    assert bare.left == repository.left


@pytest.mark.parametrize("one_way", WAYS, ids=[way.label for way in WAYS])
async def test_bare_code_gives_the_objects_of_the_way(one_way: Way, url: str) -> None:
    """Not only equal values: the same classes."""
    settings = Settings(url, driver=one_way.driver, pool_size=1)
    async with LIBRARIES[one_way.name].open(settings) as bare:
        theirs = (await bare.get_task(1), (await bare.list_tasks(1))[0], await bare.get_project(1))
    async with one_way.database.open(settings) as database, database.autocommit() as repository:
        ours = (
            await repository.get_task(1),
            (await repository.list_tasks(limit=1))[0],
            await repository.get_project(1),
        )
    assert list(map(type, theirs)) == list(map(type, ours))


@pytest.mark.parametrize("name", HELD_ARGUMENTS)
async def test_a_held_statement_is_what_asyncpg_raw_sends(name: str, url: str) -> None:
    """In one round trip: the same text, as many parameters, and as many rows in the answer."""
    operation, turn = NAMED[name], Turn(SAMPLE, 3)
    async with observe(url) as observer:
        async with floors(operation, SAMPLE, [(RAW, observer.url)]) as subjects:
            held = subjects[-1]
            observer.restart()
            await held.call(turn.number)
            [alone], round_trips = observer.recording.statements, observer.recording.round_trips
        async with RAW.database.open(Settings(observer.url, pool_size=1)) as database:
            await operation.perform(database, operation.work(turn))
            observer.restart()
            await operation.perform(database, operation.work(turn))
            [ours] = observer.recording.statements
    assert round_trips == 1
    assert (alone.text, alone.parameters, alone.rows) == (ours.text, ours.parameters, ours.rows)


async def test_floors_are_there_for_what_is_known_and_labelled_by_way(url: str) -> None:
    """A read of one statement has all of them, a write the bare code only, another nothing."""
    found = {}
    for name in ("get_task", "claim_task", "delete_task"):
        async with floors(NAMED[name], SAMPLE, [(way, url) for way in WAYS]) as subjects:
            found[name] = [subject.label for subject in subjects]
    bare = [f"bare {way.label}" for way in WAYS]
    assert found == {"get_task": [*bare, "held statement"], "claim_task": bare, "delete_task": []}
