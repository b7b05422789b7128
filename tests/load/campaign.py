"""The services of all ways under the same load in turns, while their sessions and server are ended.

In each round every way has its slice, in rotating order; so what the machine does besides falls on
all alike, and the figures of a round can be held against each other.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

import asyncpg
import httpx
import psutil

from tests.load.account import Account, State, Stored
from tests.load.client import Client, Log, Pace
from workbook.until import until
from workbook.ways import Way

CLIENTS = 32
SEED = 20260102
ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from workbook.cli import app; app()", "serve"]
DEADLINE = 30.0
"""Seconds for a service to start or to end, and for a slice more than it lasts."""

KILLS = 4
"""How often in their slice the sessions of a service are ended, every other one or all in turn."""

TASKS = "SELECT id, title, assignee, version FROM tasks ORDER BY id"
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database() AND pid % $2 = 0"""

Restart = Callable[[], None]


class Round(StrEnum):
    """What is done to the service of the slice."""

    CALM = "calm"
    KILLS = "kills"
    RESTART = "restart"


ROUNDS = (Round.CALM, Round.CALM, Round.KILLS, Round.RESTART, Round.CALM, Round.CALM)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some seconds of load on one way. `cpu` are the seconds of the service's process."""

    round: Round
    begun: float
    ended: float
    cpu: float


@dataclass(slots=True)
class Front:
    """A service with its clients, and what came of them."""

    way: Way
    process: Process
    database: str
    clients: list[Client]
    log: Log
    account: Account
    logged: Path
    slices: list[Slice] = field(default_factory=list)
    faults: list[tuple[float, float]] = field(default_factory=list)
    """From when to when something was done to its sessions or its server."""
    up: float = 0.0
    """The moment at which the server was up again."""

    async def tasks(self) -> list[Stored]:
        """All that is there."""
        connection = await asyncpg.connect(self.database)
        try:
            rows = await connection.fetch(TASKS)
        finally:
            await connection.close()
        return [Stored(row[0], row[1], State(row[2], row[3])) for row in rows]


async def campaign(fronts: Sequence[Front], seconds: float, restart: Restart) -> None:
    """Each way has so many seconds in all."""
    length = seconds / len(ROUNDS)
    for number, kind in enumerate(ROUNDS):
        first = number % len(fronts)
        for front in (*fronts[first:], *fronts[:first]):
            await _slice(front, kind, length, restart)


async def _slice(front: Front, kind: Round, seconds: float, restart: Restart) -> None:
    faults = {
        Round.CALM: lambda: asyncio.sleep(seconds),
        Round.KILLS: lambda: _kill(front, seconds),
        Round.RESTART: lambda: _restart(front, seconds, restart),
    }
    process = psutil.Process(front.process.pid)
    cpu, begun = sum(process.cpu_times()[:2]), _now()
    await _under_load(front, faults[kind], seconds)
    front.slices.append(Slice(kind, begun, _now(), sum(process.cpu_times()[:2]) - cpu))


async def _under_load(
    front: Front, happening: Callable[[], Awaitable[None]], seconds: float
) -> None:
    pace = Pace()
    async with asyncio.timeout(seconds + DEADLINE), asyncio.TaskGroup() as group:
        for client in front.clients:
            group.create_task(client.work(pace))
        await happening()
        pace.stopping = True


async def _kill(front: Front, seconds: float) -> None:
    connection = await asyncpg.connect(front.database)
    try:
        for number in range(KILLS):
            await asyncio.sleep(seconds / (KILLS + 1))
            begun = _now()
            await connection.execute(END_SESSIONS, name_of(front.way), 2 - number % 2)
            front.faults.append((begun, _now()))
        await asyncio.sleep(seconds / (KILLS + 1))
    finally:
        await connection.close()


async def _restart(front: Front, seconds: float, restart: Restart) -> None:
    await asyncio.sleep(seconds / 2)
    begun = _now()
    await asyncio.to_thread(restart)
    front.up = _now()
    front.faults.append((begun, front.up))
    await asyncio.sleep(seconds / 2)


def _now() -> float:
    return asyncio.get_running_loop().time()


def name_of(way: Way) -> str:
    """What pg_stat_activity shows of its service."""
    return f"workbook {way.label}"


@asynccontextmanager
async def serving(way: Way, database: str, logged: Path) -> AsyncIterator[Front]:
    """`workbook serve` of this way in a process of its own, with its clients."""
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(_process(way, database, logged))
        assert process.stdout is not None
        async with asyncio.timeout(DEADLINE):
            lines = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
        assert all(lines), told(logged)
        front = Front(way, process, database, [], Log(), Account(), logged)
        trust = ssl.create_default_context()  # made once: it takes long, and is not used
        for number in range(CLIENTS):
            http = await stack.enter_async_context(_client(lines[1].removesuffix("/docs"), trust))
            random = Random(f"{SEED} {number}")
            front.clients.append(Client(number, http, front.account, front.log, random))
        await until(front.clients[0].finds_it_ready)
        yield front


def told(logged: Path) -> str:
    """What a service has said in its log."""
    return logged.read_text()


def _client(url: str, trust: ssl.SSLContext) -> httpx.AsyncClient:
    # It drops an idle connection before the service does, so that none ends under a request.
    limits = httpx.Limits(keepalive_expiry=1.0)
    return httpx.AsyncClient(base_url=url, timeout=DEADLINE, limits=limits, verify=trust)


@asynccontextmanager
async def _process(way: Way, database: str, logged: Path) -> AsyncIterator[Process]:
    """It has ended in good order when the block is left."""
    options = ("--variant", way.name, "--driver", way.driver, "--port", "0", "--postgres", database)
    with logged.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, *options, cwd=ROOT, stdout=PIPE, stderr=log
        )
    try:
        yield process
        process.terminate()
        async with asyncio.timeout(DEADLINE):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
