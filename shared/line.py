"""The line to the server under a connection of either driver, without asking the server."""

from __future__ import annotations

import selectors
import socket
from contextlib import suppress
from typing import Any

import asyncpg

# epoll and kqueue would take a descriptor of their own, at every checkout.
Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


def has_ended(driver: Any) -> bool:
    """Whether a connection that was asked nothing is no more; looking costs no round trip."""
    if isinstance(driver, asyncpg.Connection):
        return bool(driver.is_closed())
    return bool(driver.closed) or _has_news(driver.fileno())


def cut(driver: Any) -> None:
    """End a connection; whoever waits for an answer is told."""
    if isinstance(driver, asyncpg.Connection):
        driver.terminate()
    elif not driver.closed:
        _shut(driver.fileno())


def _has_news(descriptor: int) -> bool:
    """Whether something is there to be read.

    Where nothing was asked it can only be that the server has ended the session, or an
    announcement of the server's, after which a new connection does no harm.
    """
    with Selector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return bool(selector.select(timeout=0))


def _shut(descriptor: int) -> None:
    """Let a reader find the end of the stream, whoever owns the descriptor."""
    with suppress(OSError):
        line = socket.socket(fileno=descriptor)
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()
