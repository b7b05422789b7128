"""What a test of an exercise may ask for. A test never knows in which way the answer is written."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import asyncpg
import pytest

from shared import migrations
from shared.postgres import Server, fresh_database
from shared.protocol import Repository
from shared.settings import Settings
from variants.asyncpg_raw import Database
from workbook.learn.aftermath import Aftermath
from workbook.learn.broken import Kinds, Written
from workbook.learn.budget import Budget
from workbook.learn.candidate import Candidate, module_of
from workbook.learn.exercise import Exercise
from workbook.learn.gate import REMOVE_GATE, Gate
from workbook.learn.places import PLACES, SESSION_NAME
from workbook.learn.plan import Explain
from workbook.learn.recorder import task_of
from workbook.learn.story import Story, story_with
from workbook.learn.suite import Suite, suite_on
from workbook.sample import FEWEST_TASKS, Sample
from workbook.tables import Sql
from workbook.wire import Observer, observe

Answers: TypeAlias = Callable[[], AbstractAsyncContextManager[Any]]
Start: TypeAlias = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]

END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database()"""
EMPTY_TABLES = "TRUNCATE tasks, projects RESTART IDENTITY"


@pytest.fixture(scope="session")
async def database_url(
    given_database: str | None, server: Callable[[], Server]
) -> AsyncIterator[str]:
    """A migrated database of this run's own, unless who started it has given it one."""
    if given_database is not None:
        yield given_database
        return
    async with fresh_database(server()) as url:
        await migrations.upgrade(url)
        yield url


@pytest.fixture(scope="session")
async def sql(database_url: str) -> AsyncIterator[Sql]:
    """A second connection: to put rows there, and to look at what is there."""
    connection = await asyncpg.connect(
        database_url, server_settings={"lock_timeout": "3s", "timezone": "UTC"}
    )
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def _reference_database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(Settings(database_url, pool_size=2)) as database:
        yield database


@pytest.fixture
async def reference(_reference_database: Database) -> AsyncIterator[Repository]:
    """The workbook's own repository on the same tables: what is expected comes from it."""
    async with _reference_database.autocommit() as repository:
        yield repository


@pytest.fixture(autouse=True)
async def clean_tables(sql: Sql) -> None:
    """Every test starts with empty tables and ids from 1, and without sessions of the last one."""
    await sql.execute(END_SESSIONS, SESSION_NAME)
    await sql.execute(REMOVE_GATE)
    await sql.execute(EMPTY_TABLES)


@pytest.fixture
def seed(candidate: Candidate) -> int:
    """Makes the data; the same seed makes the same."""
    return candidate.seed


@pytest.fixture
def chance(seed: int) -> random.Random:
    """For what a test picks by chance, repeatably."""
    return random.Random(seed)


@pytest.fixture
async def sample(sql: Sql, seed: int) -> Sample:
    """A hundred tasks of all kinds in 32 projects, stored; ids are positions, from 1."""
    made = Sample.make(FEWEST_TASKS, seed)
    await made.store(sql)
    return made


@pytest.fixture
async def observer(database_url: str) -> AsyncIterator[Observer]:
    """Stands between the answers and Postgres."""
    async with observe(database_url) as observer:
        yield observer


@pytest.fixture
def module(candidate: Candidate, modules: dict[Candidate, ModuleType]) -> ModuleType:
    """The candidate's file as a module, which is executed once; all there is with scope "none"."""
    if candidate not in modules:
        modules[candidate] = module_of(candidate)
    return modules[candidate]


@pytest.fixture
def answer_type(module: ModuleType) -> Any:
    """The class `Answer` of the candidate's file."""
    return module.Answer


@pytest.fixture
async def story(module: ModuleType, database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """The revisions of alembic/versions with the candidate's as the last."""
    async with story_with(module, database_url, tmp_path) as story:
        yield story


@pytest.fixture
async def answers(
    candidate: Candidate, exercise: Exercise, answer_type: Any, observer: Observer
) -> AsyncIterator[Answers]:
    """Makes one more answer, in a block on a connection of its own, whenever it is called.

    What kind of block it is says `scope` in exercise.toml.
    """
    async with PLACES[candidate.way](observer.url) as place:
        block = getattr(place, exercise.scope)

        @asynccontextmanager
        async def answered() -> AsyncIterator[Any]:
            async with block() as connection:
                yield answer_type(connection)

        yield answered


@pytest.fixture
async def answer(answers: Answers) -> AsyncIterator[Any]:
    """The answer, in a block that is rolled back at the end if it is a transaction."""

    class Undo(Exception):
        pass

    with suppress(Undo):
        async with answers() as answer:
            yield answer
            raise Undo


@pytest.fixture(scope="session")
def copies() -> Kinds:
    """The copies of the ways that tests of learners were tried on."""
    return {}


@pytest.fixture
def written(
    request: pytest.FixtureRequest, module: ModuleType, database_url: str, sql: Sql, copies: Kinds
) -> Written:
    """The tests in the candidate's file, for the task that is asked about."""
    return Written(module, database_url, sql, copies, task_of(request.node))


@pytest.fixture(scope="session")
def suites() -> dict[Candidate, Suite]:
    """What the contract suite has said of each candidate."""
    return {}


@pytest.fixture
async def suite(candidate: Candidate, database_url: str, suites: dict[Candidate, Suite]) -> Suite:
    """What the contract suite says of the candidate, which is run through it once."""
    if candidate not in suites:
        suites[candidate] = await suite_on(candidate, database_url)
    return suites[candidate]


@pytest.fixture
def budget(observer: Observer) -> Budget:
    """How much the answers send: `async with budget.statements(1, look=...)`."""
    return Budget(observer)


@pytest.fixture
def gate(sql: Sql) -> Gate:
    """Holds a session between two of its statements."""
    return Gate(sql)


@pytest.fixture
def aftermath(sql: Sql) -> Aftermath:
    """What the answers have left open in Postgres."""
    return Aftermath(sql)


@pytest.fixture
def explain(sql: Sql) -> Explain:
    """The plan of a statement that was sent."""
    return Explain(sql)


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts something beside the test; what is not done at the end is cancelled."""
    tasks: list[asyncio.Task[Any]] = []

    def started(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    yield started
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
