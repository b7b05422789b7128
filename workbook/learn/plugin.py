"""Lets pytest test an answer: the learner's own file, or what `--work` or `--candidates` names.

pytest exercises/e01_get_one_task --variant core
pytest exercises/e01_get_one_task --variant core --work somewhere/else.py
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pytest

from shared.postgres import NoServer, Server, serve
from workbook.learn.candidate import CANDIDATES, Candidate
from workbook.learn.catalogue import way_in, way_named
from workbook.learn.exercise import TEACHER, BadExercise, Exercise, load
from workbook.learn.recorder import Recorder

SERVER = pytest.StashKey[Server]()
STACK = pytest.StashKey[ExitStack]()
DEFAULT_SEED = 1
NEVER_STOPS = 3.0
"""Seconds beyond a test's limit after which it is interrupted although it waits for nothing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("exercises")
    group.addoption("--variant", metavar="WAY", default="asyncpg_raw", help="the way of the answer")
    group.addoption(
        "--work", type=Path, metavar="FILE", help="the answer, instead of answer/WAY.py"
    )
    group.addoption("--seed", type=int, default=DEFAULT_SEED, help="which data")
    group.addoption("--candidates", type=Path, metavar="FILE", help="many answers, as JSON")
    group.addoption("--report", type=Path, metavar="FILE", help="write what was found, as JSON")
    group.addoption("--database", metavar="URL", help="a migrated database, to be emptied")
    group.addoption("--postgres", metavar="WHERE", help="embedded, container, or postgresql://...")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "task(number): the task of the exercise that this is about")
    config.addinivalue_line("markers", "shown: what is sent in its last budget is shown in the end")
    config.pluginmanager.register(Recorder(config.getoption("--report")))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None and "server" in worker:
        config.stash[SERVER] = Server(**worker["server"])
    elif not (config.option.collectonly or config.getoption("--database")):
        stack = config.stash[STACK] = ExitStack()
        try:
            config.stash[SERVER] = stack.enter_context(serve(config.getoption("--postgres")))
        except NoServer as error:
            raise pytest.UsageError(f"no Postgres: {error}") from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if SERVER in node.config.stash:
        node.workerinput["server"] = asdict(node.config.stash[SERVER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    candidates = _candidates(metafunc.config, exercise_of(metafunc.definition.path))
    metafunc.fixturenames.insert(0, "candidate")
    metafunc.parametrize("candidate", candidates, ids=[one.name for one in candidates])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        limit = exercise_of(item.path).limits.test
        test = cast("pytest.Function", item)
        test.obj = _limited(test.obj, limit)
        test.add_marker(pytest.mark.timeout(limit + NEVER_STOPS))


@functools.cache
def exercise_of(test: Path) -> Exercise:
    """The exercise that a test file belongs to, be it the learner's or the teacher's."""
    folder = test.parent
    if folder.parent.name == TEACHER:
        folder = folder.parents[1] / folder.name
    try:
        return load(folder)
    except BadExercise as error:
        raise pytest.UsageError(str(error)) from error


def _candidates(config: pytest.Config, exercise: Exercise) -> list[Candidate]:
    file: Path | None = config.getoption("--candidates")
    if file is not None:
        return CANDIDATES.validate_json(file.read_bytes())
    way = way_in(exercise, way_named(config.getoption("--variant")))
    work = exercise.work(way)
    path = config.getoption("--work") or (work if work.exists() else exercise.starter(way))
    seed = config.getoption("--seed")
    return [Candidate(role="work", way=way, path=path.resolve(), seed=seed)]


def _limited(
    test: Callable[..., Awaitable[None]], seconds: float
) -> Callable[..., Awaitable[None]]:
    """A test that fails when it waits for longer than this."""

    @functools.wraps(test)
    async def limited(*arguments: Any, **named: Any) -> None:
        async with asyncio.timeout(seconds):
            await test(*arguments, **named)

    return limited


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Callable[[], Server]:
    """The server of this run, asked for only where no database was given."""
    return lambda: pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def given_database(pytestconfig: pytest.Config) -> str | None:
    """The database that who started this has made for it."""
    url: str | None = pytestconfig.getoption("--database")
    return url


@pytest.fixture
def exercise(request: pytest.FixtureRequest) -> Exercise:
    """The exercise that is tested."""
    return exercise_of(request.path)


@pytest.fixture(scope="session")
def modules() -> dict[Candidate, Any]:
    """The files of the candidates that have been executed."""
    return {}
