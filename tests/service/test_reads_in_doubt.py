"""A read has no outcome that could be in doubt, whatever becomes of its COMMIT."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from shared.domain import NewTask
from shared.errors import ConnectionLost, OutcomeUnknown
from shared.protocol import Repository
from tests.contract.obstacles import terminate_sessions
from tests.service.conftest import Service, Sql
from workbook.service.units import Units


async def stays() -> Message:
    """What a server says of a client that does not leave: nothing."""
    return await asyncio.Future()


@pytest.mark.parametrize("writes", [False, True], ids=["read", "write"])
async def test_only_a_write_can_be_in_doubt(
    service: Service, sql: Sql, application_name: str, writes: bool
) -> None:
    """The session ends before COMMIT: of a write nobody knows, a read may simply be asked again."""

    async def work(repository: Repository) -> None:
        await (repository.add_task(NewTask("a")) if writes else repository.count_tasks())
        await terminate_sessions(sql, application_name)

    async with service() as app:
        request = Request({"type": "http", "app": app}, stays)
        units = Units(request, app.state.database, app.state.observation, seconds=5.0)
        with pytest.raises(OutcomeUnknown if writes else ConnectionLost):
            await (units.write(work) if writes else units.read(work))
