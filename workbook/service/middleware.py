"""What happens around every request: it gets an id, is timed, and may not be too large.

Each is plain ASGI, so that what it wraps sees the client leave.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbook.service.metrics import Metrics

REQUEST_ID = "X-Request-ID"
ACCEPTABLE = re.compile(r"[\w.:-]{1,64}", re.ASCII)

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIds:
    """Gives a request an id, the caller's or a new one; the answer and the log tell it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        chosen = Headers(scope=scope).get(REQUEST_ID, "")
        name = chosen if ACCEPTABLE.fullmatch(chosen) else uuid.uuid4().hex

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = name
            await send(message)

        token = request_id.set(name)
        try:
            await self._app(scope, receive, send_named)
        finally:
            request_id.reset(token)


class RequestIdFilter(logging.Filter):
    """Lets every line of the log tell which request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class Timing:
    """Observes each request by method, route and status; what has no route counts as one."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, send_noted)
        finally:
            labels = (scope["method"], _route(scope), status)
            self._metrics.requests.labels(*labels).observe(time.perf_counter() - begun)


def _route(scope: Scope) -> str:
    """The path with its parameters as names: a label must not have a value for each task."""
    route: Any = scope.get("route")
    return getattr(route, "path", "none")


class BodyLimit:
    """Refuses to read more of a body than `largest` bytes (413)."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._largest:
                detail = f"A body may have {self._largest} bytes"
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return message

        await self._app(scope, receive_counted, send)
