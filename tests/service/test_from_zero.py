"""A new user's first service: no database is named, and none is there yet."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from tests.service.test_serve import serving, until_ready
from tests.test_postgres import private_cluster, private_folder

WITHIN = 20.0
"""Seconds from nothing to a service that has been used and has ended."""


async def test_a_first_service_takes_no_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes a server and the tables, serves, tells figures, and ends with its server."""
    with private_folder() as folder:
        begun = time.monotonic()
        # What the cluster ran must have stopped at the end of its block.
        async with (
            private_cluster(folder, monkeypatch),
            serving("--port", "0") as (process, lines),
        ):
            assert "database workbook_service, kept between runs" in lines[0]
            url = lines[1].removesuffix("/docs")
            async with httpx.AsyncClient(base_url=url, timeout=WITHIN) as client:
                await until_ready(client)
                assert (await client.post("/tasks", json={"title": "a"})).status_code == 201
                figures = (await client.get("/metrics")).text
            process.terminate()
            _, status = await asyncio.gather(process.communicate(), process.wait())
        assert time.monotonic() - begun < WITHIN
    assert status == 0
    assert 'workbook_operation_seconds_count{operation="add_task"} 1.0' in figures
