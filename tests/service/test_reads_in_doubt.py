"""A read has no outcome that could be in doubt, whatever becomes of its COMMIT."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from shared.domain import NewTask
from shared.errors import ConnectionLost, OutcomeUnknown
from shared.protocol import Repository
from tests.contract.obstacles import at_commit, terminate_sessions
from tests.service.conftest import Service, Sql
from workbook.service.units import Units


async def stays() -> Message:
    """What a server says of a client that does not leave: nothing."""
    return await asyncio.Future()


async def read_and_end(repository: Repository, sql: Sql, application_name: str) -> None:
    """The session ends before COMMIT, and there is nothing that could be unknown."""
    await repository.count_tasks()
    await terminate_sessions(sql, application_name)


async def test_only_a_write_can_be_in_doubt(
    service: Service, sql: Sql, application_name: str
) -> None:
    """The session ends at COMMIT: of a write nobody knows, a read may simply be asked again."""
    async with service() as app:
        request = Request({"type": "http", "app": app}, stays)
        units = Units(request, app.state.database, app.state.observation, seconds=5.0)
        with pytest.raises(ConnectionLost):
            await units.read(lambda it: read_and_end(it, sql, application_name))
        async with at_commit(sql, "PERFORM pg_terminate_backend(pg_backend_pid())"):
            with pytest.raises(OutcomeUnknown):
                await units.write(lambda it: it.add_task(NewTask("a")))
