"""The unit of work of a request, asked for by itself."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message

from shared.domain import NewTask
from shared.errors import ReadOnly
from tests.service.conftest import Sql
from workbook.service.units import Units


async def stays() -> Message:
    """What a server says of a client that does not leave: nothing."""
    return await asyncio.Future()


@pytest.fixture
def units(app: FastAPI) -> Units:
    """Of a request whose client stays."""
    request = Request({"type": "http", "app": app}, stays)
    return Units(request, app.state.database, app.state.observation, seconds=5.0)


async def test_what_reads_cannot_write(units: Units, sql: Sql) -> None:
    """The transaction of a read is read-only: a route that forgets itself is refused."""
    with pytest.raises(ReadOnly):
        await units.read(lambda repository: repository.add_task(NewTask("a")))
    await units.write(lambda repository: repository.add_task(NewTask("b")))
    assert await sql.fetchval("SELECT string_agg(title, ' ') FROM tasks") == "b"
