"""`workbook serve` as its users run it: a process with an address, and an end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from shared.postgres import Server, fresh_database
from shared.settings import Settings
from tests.contract.obstacles import locked_tasks, until, until_blocked, until_gone
from tests.service.conftest import Sql
from tests.service.threads import in_a_thread
from workbook.cli import app
from workbook.service.app import create_app
from workbook.service.server import address, listen, server_of
from workbook.service.settings import ServiceSettings
from workbook.ways import chosen_ways

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from workbook.cli import app; app()", "serve"]
DEADLINE = 30.0
SOON = 8.0
"""Seconds: more than the one that a request is given, less than its own limits."""
ANY = {"If-Match": "*"}


@asynccontextmanager
async def serving(*options: str) -> AsyncIterator[tuple[Process, list[str]]]:
    """`workbook serve` in a process of its own, and the two lines that it begins with."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *options, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(DEADLINE):
            yield process, [(await process.stdout.readline()).decode().strip() for _ in range(2)]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_ready(client: httpx.AsyncClient) -> None:
    """Return as soon as the service says that it is."""

    async def ready() -> bool:
        return (await client.get("/ready")).status_code == 200

    await until(ready)


async def test_a_service_is_started_called_and_ended(database_url: str) -> None:
    """It says on which Postgres and where; it answers; after SIGTERM it ends with status 0."""
    async with serving("--port", "0", "--postgres", database_url) as (process, lines):
        assert lines[0].startswith("asyncpg_raw on PostgreSQL ")
        url, _, rest = lines[1].rpartition("/")
        assert (url.startswith("http://127.0.0.1:"), rest) == (True, "docs")
        async with httpx.AsyncClient(base_url=url, timeout=DEADLINE) as client:
            await until_ready(client)
            answer = await client.post(
                "/tasks", json={"title": "a"}, headers={"X-Request-ID": "mine"}
            )
            assert answer.status_code == 201
            assert (await client.get("/docs")).status_code == 200
        os.kill(process.pid, signal.SIGTERM)
        _, log = await process.communicate()
    assert process.returncode == 0
    assert b"[mine] 127.0.0.1:" in log
    assert b'"POST /tasks HTTP/1.1" 201' in log


async def test_a_request_under_way_is_served_to_its_end(database_url: str, sql: Sql) -> None:
    """SIGTERM while it waits for a lock: no new connection is taken, and it gets its answer."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    async with serving("--port", "0", "--postgres", database_url) as (process, lines):
        url = lines[1].removesuffix("/docs")
        async with httpx.AsyncClient(base_url=url, timeout=DEADLINE) as client:
            await until_ready(client)
            async with locked_tasks(sql):
                call = asyncio.create_task(
                    client.patch("/tasks/1", json={"done": True}, headers=ANY)
                )
                await until_blocked(sql)
                os.kill(process.pid, signal.SIGTERM)
                await until(lambda: refused(url))
            assert (await call).status_code == 200
        await process.communicate()
    assert process.returncode == 0
    await until_gone(sql, "workbook asyncpg_raw")


async def refused(url: str) -> bool:
    """Whether nobody listens there any more."""
    host, port = url.removeprefix("http://").split(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


async def test_a_request_that_does_not_end_is_cancelled(
    database_url: str, sql: Sql, application_name: str
) -> None:
    """A second after the end was asked for: the lock is still held, and the service is gone."""
    await sql.execute("INSERT INTO tasks (title) VALUES ('a')")
    [way] = chosen_ways(["asyncpg_raw"], "asyncpg")
    settings = Settings(database_url, pool_size=1, application_name=application_name)
    server = server_of(create_app(way, ServiceSettings(settings)), shutdown=1)
    async with locked_tasks(sql):
        with in_a_thread(server) as url:
            async with httpx.AsyncClient(base_url=url, timeout=DEADLINE) as client:
                call = asyncio.create_task(
                    client.patch("/tasks/1", json={"done": True}, headers=ANY)
                )
                await until_blocked(sql)
                server.should_exit = True
                async with asyncio.timeout(SOON):
                    answer, *_ = await asyncio.gather(call, return_exceptions=True)
        await until_gone(sql, application_name)
    assert not await sql.fetchval("SELECT done FROM tasks")
    failed = isinstance(answer, httpx.RemoteProtocolError)
    assert failed or (isinstance(answer, httpx.Response) and answer.status_code == 500)


async def test_a_database_without_the_tables_is_left_as_it_is(server: Server) -> None:
    """One line that says at which revision it is, and how to bring it up."""
    async with fresh_database(server) as url:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["serve", "--postgres", url])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "workbook: the database is at revision none, not 0004: workbook db upgrade --postgres URL\n"
    )


def test_an_address_in_use_is_told_in_one_line(database_url: str) -> None:
    """Status 2, without a traceback."""
    with listen("127.0.0.1", 0) as listener:
        port = address(listener).rpartition(":")[2]
        result = CliRunner().invoke(app, ["serve", "--postgres", database_url, "--port", port])
    assert (result.exit_code, result.stdout) == (2, "")
    told = f"workbook: cannot listen at 127.0.0.1:{port}: Address already in use"
    assert result.stderr.startswith(told)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--variant", "nobody"], "--variant nobody: say one of "),
        (["--driver", "psycopg"], "--variant asyncpg_raw does not speak through psycopg"),
        (["--postgres", "nowhere"], "'nowhere' is no Postgres"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(options: list[str], reason: str) -> None:
    """Status 2, and what there is instead."""
    result = CliRunner().invoke(app, ["serve", *options])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"workbook: {reason}")
    assert result.stderr.count("\n") == 1
