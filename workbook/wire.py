"""An observer between a client and Postgres: it reads the protocol's frames and knows no library.

It stands on a socket of its own, of the kind the server has (Unix, or TCP on 127.0.0.1), passes all
bytes on, unchanged, and notes what goes by. So all ways are measured by one instrument, and none
reports on itself. The same piece makes the network worse: slower, sliced, frozen, cut.

Bytes are passed on before they are read, and read only when somebody asks: the observer costs a
second hop and little more.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from workbook.frames import Conversation, Recording
from workbook.link import Address, Link, Network, connect, listen

UNREAD_LIMIT = 4_194_304
DEFAULT_PORT = 5432


class _Passed(NamedTuple):
    """A chunk that went by and has not been read yet."""

    conversation: Conversation
    from_client: bool
    chunk: bytes
    moment: float
    line: str | None


class Observer:
    """A stand-in for the server: clients connect to `url`, and `recording` tells what they said.

    `network` says how well it carries. `find_line`, if set, is asked where the sender is in its
    source, each time a client sends something.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.network = Network()
        self.find_line: Callable[[], str | None] | None = None
        self._recording = Recording()
        self._passed: list[_Passed] = []
        self._unread = 0
        self._links: set[Link] = set()

    @property
    def recording(self) -> Recording:
        """What has gone by since the last `restart()`."""
        for passed in self._passed:
            said = passed.chunk, passed.moment
            if passed.from_client:
                passed.conversation.client_sent(*said, passed.line, self._recording)
            else:
                passed.conversation.server_sent(*said, self._recording)
        self._passed.clear()
        self._unread = 0
        return self._recording

    def restart(self) -> None:
        """Begin a new recording."""
        _ = self.recording  # frames that have begun to go by belong to the old one
        self._recording = Recording()

    @property
    def carried(self) -> int:
        """How many connections go through here now."""
        return len(self._links)

    def freeze(self) -> None:
        """Pass nothing on and close nothing, as a network does that has lost the route."""
        self.network.frozen = True
        for link in self._links:
            link.pause()

    def thaw(self) -> None:
        """Go on where `freeze()` stopped."""
        self.network.frozen = False
        for link in self._links:
            link.resume()

    def cut(self) -> None:
        """End every connection at once, without a farewell (over TCP: by a reset)."""
        for link in list(self._links):
            link.abort()

    def join(self, client: socket.socket, server: socket.socket) -> None:
        """Carry between these two from now on."""
        conversation = Conversation()

        def passed(chunk: bytes, *, from_client: bool) -> None:
            line = self.find_line() if from_client and self.find_line is not None else None
            self._passed.append(_Passed(conversation, from_client, chunk, perf_counter(), line))
            self._unread += len(chunk)
            if self._unread > UNREAD_LIMIT:
                _ = self.recording

        self._links.add(Link(client, server, self.network, passed, self._links.discard))


@asynccontextmanager
async def observe(url: str) -> AsyncIterator[Observer]:
    """Stand between clients and the server at `url` for as long as the block lasts."""
    server = _address(url)
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        listener = listen(server, Path(folder) / f".s.PGSQL.{DEFAULT_PORT}")
        observer = Observer(_through(url, listener))
        accepting = asyncio.create_task(_accept(observer, listener, server))
        try:
            yield observer
        finally:
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)
            observer.cut()
            listener.close()


async def _accept(observer: Observer, listener: socket.socket, server: Address) -> None:
    loop = asyncio.get_running_loop()
    while True:
        client, _ = await loop.sock_accept(listener)
        try:
            upstream = await connect(server)
        except OSError:
            client.close()
        except asyncio.CancelledError:
            client.close()
            raise
        else:
            observer.join(client, upstream)


def _address(url: str) -> Address:
    """Where the server of a libpq URL listens: a socket's path, or host and port."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    port = parts.port or DEFAULT_PORT
    if folder.startswith("/"):
        return f"{folder}/.s.PGSQL.{port}"
    return parts.hostname or folder or "localhost", port


def _through(url: str, listener: socket.socket) -> str:
    """The same user, password and database, by way of the listener."""
    parts = urlsplit(url)
    credentials, at, _ = parts.netloc.rpartition("@")
    name = listener.getsockname()
    if isinstance(name, str):
        query = urlencode({"host": str(Path(name).parent)}, safe="/")
        return urlunsplit(parts._replace(netloc=credentials + "@", query=query))
    host, port = name
    return urlunsplit(parts._replace(netloc=f"{credentials}{at}{host}:{port}"))
