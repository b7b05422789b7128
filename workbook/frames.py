"""Reading PostgreSQL's protocol, version 3, from the bytes that go by in both directions.

https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH_SIZE = 4

# What a client may say before it says who it is, instead of a protocol version.
CANCEL_REQUEST = 80_877_102
SSL_REQUEST = 80_877_103
GSS_REQUEST = 80_877_104
ENCRYPTION_REQUEST_SIZE = 8

READY_FOR_QUERY = b"Z"
FLUSH = b"H"


@dataclass(slots=True)
class Statement:
    """One execution of a statement, as it was sent and answered. Times are seconds of one clock."""

    text: str
    parameters: int = 0
    rows: int = 0
    sent_at: float = 0.0
    first_byte_at: float = 0.0
    last_byte_at: float = 0.0
    line: str | None = None
    """Where in the source the sender was waiting, as file:line; None where nobody looked."""


@dataclass(slots=True)
class Recording:
    """What went by, in order.

    A round trip is an answer that the client has asked for and waits for: ReadyForQuery, or what
    comes after a Flush. COPY counts once: whether a client waits for the server's consent before it
    sends rows is a race. Opening a connection is not counted; `connections` tells how many were.
    """

    statements: list[Statement] = field(default_factory=list)
    round_trips: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    connections: int = 0
    errors: list[str] = field(default_factory=list)
    """SQLSTATE of every error that the server reported."""

    @property
    def texts(self) -> list[str]:
        """The statements' texts only."""
        return [statement.text for statement in self.statements]


class Conversation:
    """One connection's frames, put together again from the chunks they came in."""

    def __init__(self) -> None:
        self._client = bytearray()
        self._server = bytearray()
        self._named = False
        self._ready = False
        self._flushed = False
        self._prepared: dict[bytes, str] = {}
        self._portals: dict[bytes, tuple[str, int]] = {}
        self._unanswered: list[Statement] = []

    def client_sent(self, chunk: bytes, moment: float, line: str | None, log: Recording) -> None:
        """Note each Query, and each Execute with the text that was prepared for it."""
        log.bytes_sent += len(chunk)
        self._client += chunk
        if not self._named and not self._take_startup(log):
            return
        for kind, body in frames(self._client):
            self._flushed = kind == FLUSH and self._ready
            statement = self._statement(kind, body)
            if statement is not None:
                statement.sent_at, statement.line = moment, line
                log.statements.append(statement)
                self._unanswered.append(statement)

    def server_sent(self, chunk: bytes, moment: float, log: Recording) -> None:
        """Count rows, errors and round trips, and note when the answers came."""
        log.bytes_received += len(chunk)
        self._server += chunk
        log.round_trips += self._flushed
        self._flushed = False
        for kind, body in frames(self._server):
            self._answer(kind, moment)
            if kind == b"E":
                log.errors.append(_sqlstate(body))
            if kind == READY_FOR_QUERY:
                log.round_trips += self._ready
                self._ready = True

    def _take_startup(self, log: Recording) -> bool:
        """The first message has no type. Returns whether the connection has been named."""
        if len(self._client) < LENGTH_SIZE:
            return False
        (length,) = struct.unpack_from("!I", self._client)
        if len(self._client) < length:
            return False
        log.connections += _code(bytes(self._client[:length])) != CANCEL_REQUEST
        del self._client[:length]
        self._named = True
        return True

    def _statement(self, kind: bytes, body: bytes) -> Statement | None:
        match kind:
            case b"P":
                name, text, _ = body.split(b"\0", 2)
                self._prepared[name] = _one_line(text)
            case b"B":
                portal, name, rest = body.split(b"\0", 2)
                self._portals[portal] = (self._prepared.get(name, "?"), _parameters(rest))
            case b"E":
                portal, _ = body.split(b"\0", 1)
                return Statement(*self._portals.get(portal, ("?", 0)))
            case b"Q":
                return Statement(_one_line(body.rstrip(b"\0")))
        return None

    def _answer(self, kind: bytes, moment: float) -> None:
        if not self._unanswered:
            return
        statement = self._unanswered[0]
        statement.first_byte_at = statement.first_byte_at or moment
        statement.last_byte_at = moment
        match kind:
            case b"D":
                statement.rows += 1
            case b"C" | b"s" | b"I":  # complete, suspended, empty
                self._unanswered.pop(0)
            case b"Z":
                self._unanswered.clear()


def asks_for_encryption(chunk: bytes) -> bool:
    """Whether a client's first words are the question for TLS or GSS encryption."""
    return len(chunk) == ENCRYPTION_REQUEST_SIZE and _code(chunk) in (SSL_REQUEST, GSS_REQUEST)


def _code(startup: bytes) -> int:
    """The number after the length of a first message."""
    (code,) = struct.unpack_from("!I", startup, LENGTH_SIZE)
    return int(code)


def frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """The whole messages at the front of `buffer`, taken off it: each a type and a body."""
    position = 0
    while len(buffer) - position > LENGTH_SIZE:
        (length,) = struct.unpack_from("!I", buffer, position + 1)
        end = position + 1 + length
        if len(buffer) < end:
            break
        yield bytes(buffer[position : position + 1]), bytes(buffer[position + 5 : end])
        position = end
    del buffer[:position]


def _parameters(bind: bytes) -> int:
    """The number of values in what follows the names in a Bind message."""
    (formats,) = struct.unpack_from("!H", bind)
    (values,) = struct.unpack_from("!H", bind, 2 + 2 * formats)
    return int(values)


def _one_line(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())


def _sqlstate(error: bytes) -> str:
    """The field C of an ErrorResponse."""
    for part in error.split(b"\0"):
        if part.startswith(b"C"):
            return part[1:].decode()
    return "?"
