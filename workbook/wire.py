"""An observer between a client and Postgres: it reads the protocol's frames and knows no library.

It listens on a Unix socket of its own, passes every byte on, unchanged, and notes what goes by. So
the four ways are measured by one instrument, and none reports on itself.

The protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import asyncio
import struct
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

CHUNK = 65_536
SOCKET_NAME = ".s.PGSQL.5432"
DEFAULT_PORT = 5432
LENGTH_SIZE = 4


@dataclass(slots=True)
class Recording:
    """What went by: each statement as text, in order, and how often a client waited for the server.

    A round trip is one answer that the client cannot go on without: ReadyForQuery, or the server's
    consent to COPY. Opening a connection is not counted.
    """

    statements: list[str] = field(default_factory=list)
    round_trips: int = 0


class Observer:
    """A stand-in for a server at `url`.

    What passes is in `recording` until the next `restart()`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.recording = Recording()

    def restart(self) -> None:
        """Begin a new, empty recording."""
        self.recording = Recording()


@asynccontextmanager
async def observe(url: str) -> AsyncIterator[Observer]:
    """Stand between a client and the server at `url` for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        observer = Observer(_through(url, folder))
        conversations: set[asyncio.Task[None]] = set()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(_converse(url, observer, reader, writer))
            conversations.add(task)
            task.add_done_callback(conversations.discard)

        server = await asyncio.start_unix_server(accept, Path(folder) / SOCKET_NAME)
        try:
            yield observer
        finally:
            server.close()
            for conversation in list(conversations):
                conversation.cancel()
            await asyncio.gather(*conversations, return_exceptions=True)


def _through(url: str, folder: str) -> str:
    """The same user, password and database, by way of the socket in `folder`."""
    parts = urlsplit(url)
    credentials, _, _ = parts.netloc.rpartition("@")
    query = urlencode({"host": folder}, safe="/")
    return urlunsplit(parts._replace(netloc=f"{credentials}@", query=query))


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    port = parts.port or DEFAULT_PORT
    if folder.startswith("/"):
        return await asyncio.open_unix_connection(Path(folder) / f".s.PGSQL.{port}")
    return await asyncio.open_connection(parts.hostname or folder or "localhost", port)


async def _converse(
    url: str, observer: Observer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        server_reader, server_writer = await _connect(url)
    except OSError:
        writer.close()
        return
    conversation = _Conversation(observer)
    try:
        async with asyncio.TaskGroup() as directions:
            directions.create_task(_pass_on(reader, server_writer, conversation.from_client))
            directions.create_task(_pass_on(server_reader, writer, conversation.from_server))
    except* (ConnectionError, BrokenPipeError):
        pass
    finally:
        for end in (writer, server_writer):
            end.close()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[bytes], None]
) -> None:
    while chunk := await reader.read(CHUNK):
        note(chunk)
        writer.write(chunk)
        await writer.drain()
    with suppress(OSError, RuntimeError):
        writer.write_eof()


class _Conversation:
    """One connection's frames, put together again from the chunks they came in."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._client_bytes = bytearray()
        self._server_bytes = bytearray()
        self._started = False
        self._ready = False
        self._prepared: dict[bytes, str] = {}
        self._portals: dict[bytes, str] = {}

    def from_client(self, chunk: bytes) -> None:
        """Note statements: each Query, and each Execute with the text that was prepared for it."""
        self._client_bytes += chunk
        if not self._started:
            if len(self._client_bytes) < LENGTH_SIZE:
                return
            (length,) = struct.unpack_from("!I", self._client_bytes)
            if len(self._client_bytes) < length:
                return
            del self._client_bytes[:length]
            self._started = True
        for kind, body in _frames(self._client_bytes):
            match kind:
                case b"P":
                    name, text, _ = body.split(b"\0", 2)
                    self._prepared[name] = text.decode()
                case b"B":
                    portal, name, _ = body.split(b"\0", 2)
                    self._portals[portal] = self._prepared.get(name, "?")
                case b"E":
                    portal, _ = body.split(b"\0", 1)
                    self._note(self._portals.get(portal, "?"))
                case b"Q":
                    self._note(body.rstrip(b"\0").decode())

    def from_server(self, chunk: bytes) -> None:
        """Count round trips: each ReadyForQuery after the first, each consent to COPY."""
        self._server_bytes += chunk
        for kind, _ in _frames(self._server_bytes):
            if kind in (b"Z", b"G", b"W", b"H") and self._ready:
                self._observer.recording.round_trips += 1
            self._ready = self._ready or kind == b"Z"

    def _note(self, text: str) -> None:
        self._observer.recording.statements.append(" ".join(text.split()))


def _frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """The whole frames at the front of `buffer`, taken off it."""
    position = 0
    while len(buffer) - position > LENGTH_SIZE:
        (length,) = struct.unpack_from("!I", buffer, position + 1)
        end = position + 1 + length
        if len(buffer) < end:
            break
        yield bytes(buffer[position : position + 1]), bytes(buffer[position + 5 : end])
        position = end
    del buffer[:position]
