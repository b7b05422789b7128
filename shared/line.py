"""The socket under a connection, for what a driver only does by asking the server."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector


def has_news(descriptor: int) -> bool:
    """Whether something is there to be read; costs no round trip.

    On a connection that was asked nothing it can only be that the server has ended it, or an
    announcement of the server's, after which a new connection does no harm.
    """
    with DefaultSelector() as selector:
        selector.register(descriptor, EVENT_READ)
        return bool(selector.select(timeout=0))


def shut(descriptor: int) -> None:
    """End the connection, whoever owns the descriptor: a reader finds the end of the stream."""
    with socket.socket(fileno=os.dup(descriptor)) as line, suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
