"""Tasks as lines of JSON, in chunks: what is in memory does not grow with their number."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import BaseModel

from shared.protocol import Task

MEDIA_TYPE = "application/x-ndjson"
CHUNK = 65_536
"""Bytes that are sent at once, at the least."""


class Lines:
    """The chunks, in order. `ended` says whether the last was handed out."""

    def __init__(self, tasks: AsyncIterator[Task], model: type[BaseModel]) -> None:
        self._tasks = tasks
        self._model = model
        self._first: bytes | None = None
        self.ended = False

    async def begin(self) -> None:
        """Make the first chunk, so that what fails at once is answered with a status."""
        self._first = await self._chunk()

    def __aiter__(self) -> Lines:
        return self

    async def __anext__(self) -> bytes:
        chunk, self._first = self._first, None
        if chunk is None:
            chunk = await self._chunk()
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def _chunk(self) -> bytes:
        chunk = bytearray()
        while len(chunk) < CHUNK and not self.ended:
            task = await anext(self._tasks, None)
            if task is None:
                self.ended = True
            else:
                chunk += self._line(task)
        return bytes(chunk)

    def _line(self, task: Task) -> bytes:
        told = self._model.model_validate(task, from_attributes=True)
        return told.model_dump_json().encode() + b"\n"
