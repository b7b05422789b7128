"""One server for the whole run, one database for each process, one open `Database` for each way.

The server is chosen by `--postgres` (see `shared.postgres`) and started once, by the process that
was called; the workers of `-n` get its address. If none can be had the run ends with one sentence.
With `--through` the ways under test get there by what may stand around a server.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import asdict
from typing import Any

import asyncpg
import pytest

from shared import migrations
from shared.postgres import NoServer, Server, fresh_database
from shared.protocol import Database
from shared.settings import Settings
from tests.left_open import OPEN_CURSOR
from tests.surroundings.left_out import reason_to_leave_out
from tests.surroundings.route import ROUTES, Route
from tests.ways import chosen_ways, scope_kinds
from workbook.ways import Way

ROUTE = pytest.StashKey[Route]()
STACK = pytest.StashKey[ExitStack]()
DATABASE = pytest.StashKey[str]()

POOL_SIZE = 5  # seven ways in each of two processes stay below the 100 that a server allows

OpenDatabase = Callable[..., Awaitable[Database]]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workbook")
    group.addoption(
        "--variant",
        action="append",
        default=[],
        metavar="NAME",
        help="test this way only: one of ours, or module:Class (can be given more than once)",
    )
    group.addoption(
        "--driver",
        action="append",
        default=[],
        choices=["asyncpg", "psycopg"],
        help="test on this driver only (can be given more than once)",
    )
    group.addoption(
        "--postgres", metavar="WHERE", help="embedded (the default), container, or postgresql://..."
    )
    group.addoption(
        "--through",
        default="straight",
        choices=list(ROUTES),
        help="what the ways under test go through to get to the server",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    config = session.config
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[ROUTE] = Route.told(**worker["route"])
    elif not config.option.collectonly:
        stack = config.stash[STACK] = ExitStack()
        try:
            take = ROUTES[config.getoption("--through")]
            config.stash[ROUTE] = stack.enter_context(take(config.getoption("--postgres")))
        except NoServer as error:
            raise pytest.UsageError(f"no Postgres: {error}") from error


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not about what the route can keep."""
    route = config.getoption("--through")
    kept = [item for item in items if reason_to_leave_out(route, item) is None]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=list(set(items) - set(kept)))
        items[:] = kept


def pytest_collection_finish() -> None:
    """What is collected stays to the end: spare the garbage collector from going through it."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["route"] = asdict(node.config.stash[ROUTE])


def pytest_report_header(config: pytest.Config) -> str | None:
    return config.stash[ROUTE].describe() if ROUTE in config.stash else None


def pytest_unconfigure(config: pytest.Config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" not in metafunc.fixturenames:
        return
    ways = chosen_ways(
        metafunc.config.getoption("--variant"), metafunc.config.getoption("--driver")
    )
    if "scope_kind" in metafunc.fixturenames:
        turns = [(way, kind) for way in ways for kind in scope_kinds(way, metafunc.definition.name)]
        names = [f"{way.label}-{kind}" for way, kind in turns]
        metafunc.parametrize(("way", "scope_kind"), turns, ids=names)
    else:
        metafunc.parametrize("way", ways, ids=[way.label for way in ways])


@asynccontextmanager
async def migrated_database(server: Server) -> AsyncIterator[str]:
    """A new database with the schema, for as long as the block lasts. Gives its URL.

    Nothing is vacuumed or analyzed behind a test's back, so plans are the same every time.
    """
    async with fresh_database(server) as url:
        await migrations.upgrade(url)
        connection = await asyncpg.connect(url)
        try:
            for table in ("tasks", "projects"):
                await connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        finally:
            await connection.close()
        yield url


@pytest.fixture(scope="session")
def route(pytestconfig: pytest.Config) -> Route:
    """How the ways under test get to the server of this run."""
    return pytestconfig.stash[ROUTE]


@pytest.fixture(scope="session")
def server(route: Route) -> Server:
    """The server of this run."""
    return route.server


@pytest.fixture(scope="session")
async def direct_url(pytestconfig: pytest.Config, server: Server) -> AsyncIterator[str]:
    """This process's own migrated database, unless who started it has given it one."""
    if DATABASE in pytestconfig.stash:
        yield pytestconfig.stash[DATABASE]
        return
    async with migrated_database(server) as url:
        yield url


@pytest.fixture(scope="session")
def database_url(direct_url: str, route: Route) -> str:
    """The same database, as the ways under test get there."""
    return route.to(direct_url)


@pytest.fixture(scope="session")
async def sql(direct_url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """The other door.

    A plain connection to look at what was written, and to write what is to be read.
    """
    connection = await asyncpg.connect(
        direct_url, server_settings={"lock_timeout": "5s", "timezone": "UTC"}
    )
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def open_databases(
    database_url: str, route: Route
) -> AsyncIterator[Callable[[Way], Awaitable[Database]]]:
    """Opens each way once and keeps it open: tests of all ways come in any order."""
    databases: dict[Way, Database] = {}
    async with AsyncExitStack() as stack:

        async def opened(way: Way) -> Database:
            if way not in databases:
                usual: dict[str, Any] = {"pool_size": POOL_SIZE} | route.settings
                settings = Settings(database_url, driver=way.driver, **usual)
                databases[way] = await stack.enter_async_context(way.database.open(settings))
            return databases[way]

        yield opened


@pytest.fixture(autouse=True)
def collected(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is warned of when something is deleted, is warned of here, and not in another test."""
    marks = request.node.iter_markers("filterwarnings")
    if not any(OPEN_CURSOR in mark.args for mark in marks):
        yield
        return
    caplog = request.getfixturevalue("caplog")
    yield
    caplog.get_records("call").clear()  # tracebacks keep what was logged of them
    gc.collect()
