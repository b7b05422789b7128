"""One connection through the observer: two sockets, and the bytes carried between them."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from workbook.frames import asks_for_encryption

CHUNK = 65_536
NO_ENCRYPTION = b"N"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
BACKLOG = 256

Address = str | tuple[str, int]
"""A Unix socket's path, or a host and a port."""


class Passed(Protocol):
    """Told of each chunk after it was passed on."""

    def __call__(self, chunk: bytes, *, from_client: bool) -> None: ...


@dataclass(slots=True)
class Network:
    """How well the observer carries; it may be changed while it does.

    `delay`, in seconds, is added to every round trip, half of it each way. `slice_size`, in bytes,
    makes what is sent arrive in pieces. `frozen` carries nothing.
    """

    delay: float = 0.0
    slice_size: int | None = None
    frozen: bool = False


class Link:
    """A client's connection joined to one of the server's, until either ends."""

    def __init__(
        self,
        client: socket.socket,
        server: socket.socket,
        network: Network,
        passed: Passed,
        ended: Callable[[Link], None],
    ) -> None:
        self._ends = (client, server)
        self._network = network
        self._passed = passed
        self._ended = ended
        self._begun = False
        self._there = _Direction(client, server, network, self._from_client)
        self._back = _Direction(server, client, network, self._from_server)
        if not network.frozen:
            self.resume()

    def pause(self) -> None:
        """Read nothing more for now."""
        self._there.pause()
        self._back.pause()

    def resume(self) -> None:
        """Read on."""
        self._there.resume()
        self._back.resume()

    def abort(self) -> None:
        """Let both ends see the connection break."""
        self.close(reset=True)

    def close(self, *, reset: bool = False) -> None:
        """Close both ends."""
        self._there.close()
        self._back.close()
        for end in self._ends:
            if reset and end.family != socket.AF_UNIX:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            end.close()
        self._ended(self)

    def _from_client(self, chunk: bytes) -> None:
        if not self._begun and asks_for_encryption(chunk):
            self._back.send(NO_ENCRYPTION)
            return
        self._begun = True
        self._carry(self._there, chunk, from_client=True)

    def _from_server(self, chunk: bytes) -> None:
        self._carry(self._back, chunk, from_client=False)

    def _carry(self, direction: _Direction, chunk: bytes, *, from_client: bool) -> None:
        loop = asyncio.get_running_loop()
        if self._network.delay:
            loop.call_later(self._network.delay / 2, direction.send, chunk)
        else:
            direction.send(chunk)
        if chunk:
            self._passed(chunk, from_client=from_client)
        else:
            loop.call_later(self._network.delay, self._end_when_carried)

    def _end_when_carried(self) -> None:
        """After one end has closed: close both, once everything is delivered."""
        if self._there.waiting or self._back.waiting:
            asyncio.get_running_loop().call_soon(self._end_when_carried)
        else:
            self.close()


class _Direction:
    """One way through a link: reads what is there, and waits while the other end is full."""

    def __init__(
        self,
        source: socket.socket,
        target: socket.socket,
        network: Network,
        received: Callable[[bytes], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._source = source
        self._target = target
        self._network = network
        self._received = received
        self._open = True
        self.waiting = bytearray()

    def pause(self) -> None:
        """Stop reading."""
        if self._open:
            self._loop.remove_reader(self._source)

    def resume(self) -> None:
        """Read whenever there is something."""
        if self._open:
            self._loop.add_reader(self._source, self._read)

    def close(self) -> None:
        """Neither read nor write any more."""
        if self._open:
            self._loop.remove_reader(self._source)
            self._loop.remove_writer(self._target)
        self._open = False
        self.waiting.clear()

    def send(self, chunk: bytes) -> None:
        """Write what can be written now, and the rest as the target takes it."""
        if not self._open:
            return
        if self.waiting or self._network.slice_size is not None:
            self._wait_with(chunk)
            return
        sent = self._write(chunk)
        if sent < len(chunk):
            self._wait_with(chunk[sent:])

    def _read(self) -> None:
        try:
            chunk = self._source.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._loop.remove_reader(self._source)
        self._received(chunk)

    def _wait_with(self, chunk: bytes) -> None:
        if not chunk:
            return
        self.waiting += chunk
        self.pause()
        self._loop.add_writer(self._target, self._write_on)

    def _write_on(self) -> None:
        del self.waiting[: self._write(bytes(self.waiting[: self._network.slice_size]))]
        if not self.waiting:
            self._loop.remove_writer(self._target)
            if not self._network.frozen:
                self.resume()

    def _write(self, chunk: bytes) -> int:
        try:
            return self._target.send(chunk)
        except BlockingIOError:
            return 0
        except OSError:
            return len(chunk)  # nobody listens any more; the other direction notices


def listen(server: Address, path: Path) -> socket.socket:
    """A listener of the server's kind: at `path`, or on a free port of 127.0.0.1."""
    listener = _socket(server)
    listener.bind(str(path) if isinstance(server, str) else ("127.0.0.1", 0))
    listener.listen(BACKLOG)
    return listener


async def connect(server: Address) -> socket.socket:
    """A connection to the server. Raises OSError."""
    connection = _socket(server)
    try:
        await asyncio.get_running_loop().sock_connect(connection, server)
    except BaseException:
        connection.close()
        raise
    return connection


def _socket(address: Address) -> socket.socket:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    made = socket.socket(family)
    made.setblocking(False)
    if family != socket.AF_UNIX:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
