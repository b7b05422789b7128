"""How the ways under test get to their database: straight, or by what may stand around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from shared.postgres import Server, database_url, serve
from tests.surroundings.pgbouncer import pgbouncer
from tests.surroundings.replica import replicated
from tests.surroundings.tls import tls_server


@dataclass(frozen=True, slots=True)
class Route:
    """`server` is where tests make databases and look at them; `url` is where the ways connect.

    `settings` are those that the route asks of a way, `remark` is for people.
    """

    server: Server
    url: str
    settings: dict[str, Any] = field(default_factory=dict)
    remark: str = ""

    @classmethod
    def told(cls, server: dict[str, Any], **rest: Any) -> Route:
        """The route that another process has told as plain values."""
        return cls(Server(**server), **rest)

    def describe(self) -> str:
        """One line for people."""
        return self.server.describe() + self.remark

    def to(self, url: str) -> str:
        """The URL for a way of the server's database at `url`."""
        return database_url(self.url, urlsplit(url).path.removeprefix("/"))


@contextmanager
def straight(choice: str | None) -> Iterator[Route]:
    """Nothing stands in between."""
    with serve(choice) as server:
        yield Route(server, server.url)


@contextmanager
def through_pgbouncer(choice: str | None) -> Iterator[Route]:
    """In transaction mode no statement may be prepared by name."""
    with serve(choice) as server, pgbouncer(server.url) as url:
        yield Route(server, url, {"statement_cache_size": 0}, "; by PgBouncer")


@contextmanager
def through_replica(choice: str | None) -> Iterator[Route]:
    """The ways read on a standby what tests write on its primary; both are made for this run."""
    with replicated() as pair, serve(pair.primary) as server:
        yield Route(server, pair.standby, remark="; by its standby")


@contextmanager
def through_tls(choice: str | None) -> Iterator[Route]:
    """A server made for this run, whose name and signer the ways verify."""
    with tls_server() as listener, serve(listener.local_url) as server:
        yield Route(server, listener.verified_url(), remark="; by TLS, verify-full")


ROUTES: Mapping[str, Callable[[str | None], AbstractContextManager[Route]]] = {
    "straight": straight,
    "pgbouncer": through_pgbouncer,
    "replica": through_replica,
    "tls": through_tls,
}
