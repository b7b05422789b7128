"""Faults of the server: it restarts, is not there, does not know who asks, or is full.

What is restarted is a server of these tests' own; nobody else's is touched.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from shared import embedded
from shared.domain import NewTask, PoolStatus
from shared.embedded import Cluster
from shared.errors import Misconfigured, OutcomeUnknown, Unavailable
from shared.postgres import Server, serve
from shared.postgres import database_url as url_of
from shared.protocol import Database
from tests.conftest import migrated_database
from tests.contract.conftest import Open, Sql
from tests.contract.obstacles import DEADLINE, until
from tests.faults.health import assert_healthy
from tests.test_postgres import private_cluster, private_folder
from workbook.until import PAUSE
from workbook.ways import Way
from workbook.wire import Observer

AT_ONCE = 3.0
"""Seconds that something may take which does not wait; the limits it could wait for are longer."""

RECOVERY = 2.0
"""Seconds from the moment the server is up again until everybody has succeeded."""

WORKERS = 6
SHARE = 20
"""Tasks that each worker has stored before the server goes down."""

Restart = Callable[[], None]


# It restarts


@pytest.fixture(scope="module")
async def cluster() -> AsyncIterator[Cluster]:
    """A private cluster, in a folder of its own."""
    with private_folder() as folder, pytest.MonkeyPatch.context() as patch:
        async with private_cluster(folder, patch) as cluster:
            yield cluster


@pytest.fixture(scope="module")
async def private_url(cluster: Cluster) -> AsyncIterator[str]:
    """A migrated database on the private cluster, where what was committed survives a crash."""
    with serve("embedded") as server:
        async with migrated_database(server) as url:
            connection = await asyncpg.connect(url)
            database = await connection.fetchval("SELECT quote_ident(current_database())")
            await connection.execute(f"ALTER DATABASE {database} SET synchronous_commit = on")
            await connection.close()
            yield url


@pytest.fixture
def restart(cluster: Cluster) -> Restart:
    """Ends the private server as a crash would, and returns when it is up again."""
    arguments = ("-D", cluster.data, "-l", cluster.data / "server.log", "-m", "immediate", "-w")
    return lambda: embedded._run(cluster, "pg_ctl", *arguments, "restart")


@dataclass(slots=True)
class Load:
    """Workers that store one task after another, and remember what came of each."""

    database: Database
    stored: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    failures: list[Exception] = field(default_factory=list)
    stopping: bool = False

    async def work(self, name: int) -> None:
        """Store tasks until one has been stored after `stopping` was set."""
        for number in range(1_000_000):
            last = self.stopping
            if await self.stores(f"{name}-{number}") and last:
                return
            await asyncio.sleep(PAUSE)  # a worker that is refused at once leaves room to others

    async def stores(self, title: str) -> bool:
        """Whether a task of this title was stored, for all that is known."""
        try:
            async with self.database.transaction() as repository:
                await repository.add_task(NewTask(title))
        except OutcomeUnknown:
            self.unknown.add(title)
        except Exception as error:  # what else it may be is what a failing test shows
            self.failures.append(error)
        else:
            self.stored.add(title)
            return True
        return False


async def has_stored(load: Load, number: int) -> bool:
    """Whether so many tasks were stored."""
    return len(load.stored) >= number


async def test_an_immediate_restart_under_load_is_recovered_from(
    open_database: Open, private_url: str, restart: Restart, application_name: str
) -> None:
    """Unavailable while it lasts, all at work within 2 s, what was acknowledged is there once."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url=private_url))
        load = Load(database)
        async with asyncio.timeout(DEADLINE * 4), asyncio.TaskGroup() as group:
            for name in range(WORKERS):
                group.create_task(load.work(name))
            await until(lambda: has_stored(load, WORKERS * SHARE))
            await asyncio.to_thread(restart)
            load.stopping = True
            up = asyncio.get_running_loop().time()
        recovered_after = asyncio.get_running_loop().time() - up
        other = await asyncpg.connect(private_url)
        stack.push_async_callback(other.close)
        titles = [title for (title,) in await other.fetch("SELECT title FROM tasks")]
        await other.execute("TRUNCATE tasks")
        assert load.failures, "the restart was not noticed"
        assert [error for error in load.failures if not isinstance(error, Unavailable)] == []
        assert all(isinstance(error, Unavailable) and error.retryable for error in load.failures)
        assert len(titles) == len(set(titles))
        assert load.stored <= set(titles) <= load.stored | load.unknown
        assert recovered_after < RECOVERY
        await assert_healthy(database, other, application_name)


# It is not there


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A TCP port of this machine that nobody listens at."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


@pytest.fixture(params=["port", "socket"])
def nowhere(request: pytest.FixtureRequest, closed_port: int, tmp_path: Path) -> str:
    """A URL that leads to no server."""
    if request.param == "port":
        return f"postgresql://postgres@127.0.0.1:{closed_port}/postgres"
    return f"postgresql://postgres@/postgres?host={tmp_path}"


async def refusal(open_database: Open, url: str) -> Unavailable:
    """What opening raises, at once."""
    async with asyncio.timeout(AT_ONCE):
        with pytest.raises(Unavailable) as caught:
            async with open_database(url=url):
                pass
    return caught.value


@pytest.mark.usefixtures("footprint")
async def test_a_server_that_is_down_at_the_start_leaves_nothing(
    open_database: Open, nowhere: str
) -> None:
    """Unavailable at once, and neither task nor socket nor thread stays; another try may help."""
    refused = await refusal(open_database, nowhere)
    assert refused.retryable
    assert refused.__cause__ is not None


# It does not know who asks


def assert_says_no(refused: Exception, way: Way) -> None:
    """For good where the driver tells; libpq gives a refusal no SQLSTATE, so psycopg does not."""
    wanted = Unavailable if way.driver == "psycopg" else Misconfigured
    assert type(refused) is wanted
    assert refused.retryable == (wanted is Unavailable)


@pytest.mark.usefixtures("footprint")
async def test_a_database_that_is_missing_is_misconfigured(
    open_database: Open, server: Server, way: Way
) -> None:
    """The server says no, and will say so again."""
    assert_says_no(await refusal(open_database, url_of(server.url, "no_such_database")), way)


@pytest.mark.usefixtures("footprint")
async def test_a_role_that_is_missing_is_misconfigured(
    open_database: Open, database_url: str, way: Way
) -> None:
    """The server says no, and will say so again."""
    assert_says_no(await refusal(open_database, as_role(database_url, "no_such_role")), way)


def as_role(url: str, role: str) -> str:
    """The same database, by another role, whose password is its name."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{role}@{place}"))


# It is full


@pytest.fixture
async def role(sql: Sql) -> AsyncIterator[str]:
    """A role that owns what ours does, and that may have two connections."""
    name = f"workbook_{secrets.token_hex(4)}"
    us = await sql.fetchval("SELECT quote_ident(current_user)")
    statement = f"CREATE ROLE {name} LOGIN INHERIT PASSWORD '{name}' CONNECTION LIMIT 2"
    await sql.execute(f"{statement}; GRANT {us} TO {name}")
    try:
        yield name
    finally:
        await sql.execute(f"DROP ROLE {name}")


async def use(database: Database) -> None:
    """Use the database once, in a block of its own."""
    async with database.transaction() as repository:
        await repository.count_tasks()


async def test_a_server_without_a_free_place_costs_the_pool_none(
    open_database: Open, sql: Sql, observer: Observer, application_name: str, role: str
) -> None:
    """A third connection is refused as Unavailable, ten times, and still counts as not open."""
    async with open_database(url=as_role(observer.url, role)) as database:
        async with database.transaction(), database.transaction(), asyncio.timeout(DEADLINE):
            for _ in range(10):
                with pytest.raises(Unavailable) as caught:
                    await use(database)
                assert (type(caught.value), caught.value.retryable) == (Unavailable, True)
                assert database.pool_status() == PoolStatus(open=2, in_use=2, limit=3)
        await use(database)
        await sql.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
        await assert_healthy(database, sql, application_name)


async def test_a_server_without_any_free_place_cannot_be_opened(
    open_database: Open, sql: Sql, database_url: str, role: str
) -> None:
    """Unavailable at once; it is worth another try, as somebody may leave."""
    await sql.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0")
    refused = await refusal(open_database, as_role(database_url, role))
    assert (type(refused), refused.retryable) == (Unavailable, True)
