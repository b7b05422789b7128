"""A server in a thread, with an event loop of its own: for callers that cannot wait in this one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from workbook.service.server import address, listen

DEADLINE = 10.0


@contextmanager
def in_a_thread(server: uvicorn.Server) -> Iterator[str]:
    """The server, at the address that is given; it has ended when the block is left."""
    listener = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join(DEADLINE)
        assert not thread.is_alive(), "the server has not ended"
