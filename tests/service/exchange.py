"""One request to an app as its server sees it: what was sent when, and a client that can leave."""

from __future__ import annotations

import asyncio
import json

from fastapi import FastAPI
from starlette.types import Message, Scope

DEADLINE = 10.0
LENIENT, STRICT = "2.3", "2.4"
"""Versions of ASGI: with the later one, sending to a client that has left is an OSError."""


class Exchange:
    """A request and its answer. `left` is set for the client to leave.

    A client that stalls takes the first chunk of the answer and reads no more.
    """

    def __init__(
        self, app: FastAPI, method: str, path: str, *, body: object = None, asgi: str = LENIENT
    ) -> None:
        self._app = app
        self._asgi = asgi
        self._scope = _scope(method, path, asgi)
        self._body = b"" if body is None else json.dumps(body).encode()
        self._asked = False
        self.left = asyncio.Event()
        self.begun = asyncio.Event()
        self.stalls = False
        self.status: int | None = None
        self.chunks: list[bytes] = []

    async def run(self) -> None:
        """Have the app answer, within the deadline."""
        async with asyncio.timeout(DEADLINE):
            await self._app(self._scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._asked:
            await self.left.wait()
            return {"type": "http.disconnect"}
        self._asked = True
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if self.left.is_set() and self._asgi == STRICT:
            raise OSError("the client has left")
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.chunks.append(message["body"])
        self.begun.set()
        if self.stalls:
            await self.left.wait()


def _scope(method: str, path: str, asgi: str) -> Scope:
    headers = [(b"host", b"service"), (b"content-type", b"application/json"), (b"if-match", b"*")]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": asgi},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "server": ("service", 80),
        "client": ("127.0.0.1", 1),
        "state": {},
    }
