"""uvicorn around the app: the listening socket, the log, and an end that loses no request."""

from __future__ import annotations

import logging.config
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from workbook.service.middleware import RequestIdFilter

BACKLOG = 2048
SHUTDOWN = 10
"""Seconds for the requests under way when the end is asked for; then they are cancelled."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": RequestIdFilter}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["request"], "formatter": "line"}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
}


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address; with port 0, at one that is free. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def address(listener: socket.socket) -> str:
    """Where a browser finds it."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server_of(app: FastAPI, shutdown: int = SHUTDOWN) -> uvicorn.Server:
    """A server that, asked to end, gives what is under way `shutdown` seconds to end as well."""
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=shutdown,
    )
    return uvicorn.Server(config)


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM: then no new connections, and what is under way ends."""
    logging.config.dictConfig(LOGGING)
    # uvicorn raises its signal once more when it is done: what is open around here closes, too.
    signal.signal(signal.SIGTERM, _leave)
    with suppress(KeyboardInterrupt):
        server_of(app).run(sockets=[listener])


def _leave(*_: object) -> None:
    sys.exit(0)
