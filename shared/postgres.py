"""Where Postgres comes from: the embedded server, a container, or a URL.

Tests, commands and tools all ask here.

The choice is made by an argument, else by the environment variable WORKBOOK_POSTGRES, and is one of

- "embedded" (the default): see `shared.embedded`;
- "container": by testcontainers, with the image named in WORKBOOK_POSTGRES_IMAGE, else the official
  one;
- a URL, `postgresql://user:password@host:port/database`, of a server where databases may be made.

If nothing was chosen and the embedded server cannot be had, a container is tried. Whatever is
chosen, each run makes databases of its own, so that two runs at once never meet.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from shared.embedded import CannotStart, running_cluster

OFFICIAL_IMAGE = "postgres:18"
RUN_PREFIX = "workbook_run_"
PROBE_TIMEOUT = 10.0
FIRST_WITH_BUILTIN_LOCALE = 17


class NoServer(Exception):
    """No Postgres can be had.

    The message is one sentence that says why, for each place that was tried.
    """


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    The URL of its maintenance database, what it is, why it is not another, and whether its
    processes are ours.
    """

    url: str
    version: str
    origin: str
    remark: str = ""
    embedded: bool = False

    def describe(self) -> str:
        """One line for people."""
        remark = f" ({self.remark})" if self.remark else ""
        return f"PostgreSQL {self.version}, {self.origin}{remark}"


@contextmanager
def serve(choice: str | None = None) -> Iterator[Server]:
    """A running server for as long as the block lasts. Raises NoServer."""
    choice = choice or os.environ.get("WORKBOOK_POSTGRES")
    match choice:
        case None:
            with _first_to_be_had() as server:
                yield server
        case "embedded":
            with _embedded() as server:
                yield server
        case "container":
            with _container() as server:
                yield server
        case url if url.startswith(("postgresql://", "postgres://")):
            yield Server(url, _probe(url), f"at {_without_password(url)}")
        case other:
            raise NoServer(
                f"{_without_password(other)!r} is no Postgres:"
                " say embedded, container, or postgresql://..."
            )


@contextmanager
def _first_to_be_had() -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(_embedded())
        except NoServer as reason:
            try:
                server = stack.enter_context(_container(remark=str(reason)))
            except NoServer as error:
                message = f"{reason}; {error}; a server of your own: --postgres URL"
                raise NoServer(message) from error
        yield server


@contextmanager
def _embedded() -> Iterator[Server]:
    try:
        context = running_cluster()
        cluster = context.__enter__()
    except CannotStart as error:
        raise NoServer(f"no embedded server: {error}") from error
    try:
        remark = f"run as {cluster.user}, for Postgres refuses root" if cluster.user else ""
        origin = f"embedded, in {cluster.home}"
        yield Server(cluster.url, _probe(cluster.url), origin, remark, embedded=True)
    finally:
        context.__exit__(None, None, None)


@contextmanager
def _container(remark: str = "") -> Iterator[Server]:
    try:
        from docker.errors import DockerException
        from testcontainers.community.postgres import PostgresContainer
    except ImportError as error:
        raise NoServer("no container: the package testcontainers is not installed") from error
    image = os.environ.get("WORKBOOK_POSTGRES_IMAGE", OFFICIAL_IMAGE)
    try:
        container = PostgresContainer(image, driver=None).start()
    except (DockerException, OSError, TimeoutError) as error:
        raise NoServer(f"no container of {image}: {error}") from error
    try:
        url = container.get_connection_url(driver=None)
        yield Server(url, _probe(url), f"container of {image}", remark)
    finally:
        container.stop()


@asynccontextmanager
async def fresh_database(server: Server, template: str | None = None) -> AsyncIterator[str]:
    """A new, empty database (or a copy of `template`) for as long as the block lasts.

    Gives its URL.
    """
    name = f"{RUN_PREFIX}{os.getpid()}_{secrets.token_hex(4)}"
    try:
        await _create(server, name, template)
        yield database_url(server.url, name)
    finally:
        await _drop(server, name)


async def named_database(server: Server, name: str) -> str:
    """The URL of the database `name`, which is made if it is not there yet."""
    with suppress(asyncpg.DuplicateDatabaseError):
        await _create(server, name, None)
    return database_url(server.url, name)


def database_url(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"


async def _create(server: Server, name: str, template: str | None) -> None:
    """Make a database. An empty one knows upper and lower case of every script."""
    if template is not None:
        origin = f'TEMPLATE "{template}"'
    elif int(server.version.split(".")[0]) >= FIRST_WITH_BUILTIN_LOCALE:
        origin = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin LOCALE 'C.UTF-8'"
    else:
        origin = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    connection = await asyncpg.connect(server.url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" {origin}')
    finally:
        await connection.close()


async def _drop(server: Server, name: str) -> None:
    connection = await asyncpg.connect(server.url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


def _probe(url: str) -> str:
    """The version of the server at `url`.

    Raises NoServer. Works inside a running event loop too.
    """

    async def ask() -> str:
        connection = await asyncpg.connect(url, timeout=PROBE_TIMEOUT)
        try:
            return str(await connection.fetchval("SHOW server_version"))
        finally:
            await connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            return thread.submit(asyncio.run, ask()).result().split()[0]
        except TimeoutError as error:
            message = f"no answer from {_without_password(url)} within {PROBE_TIMEOUT:.0f} s"
            raise NoServer(message) from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise NoServer(f"no answer from {_without_password(url)}: {error}") from error
        except (ValueError, OverflowError) as error:
            raise NoServer(f"{_without_password(url)} cannot be read as a URL") from error


def _without_password(url: str) -> str:
    """Also where the password was not escaped, or is a parameter."""
    masked = re.sub(r"(://[^:@/?#]*):.*@", r"\1:***@", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", masked)
