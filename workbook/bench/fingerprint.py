"""On what a figure was measured: without it, it says nothing to anybody else."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg

from shared.postgres import Server
from workbook.bench.one_processor import can_share
from workbook.participant import connected

LIBRARIES = ("asyncpg", "psycopg", "sqlalchemy", "sqlmodel")
SETTINGS = ("fsync", "full_page_writes", "shared_buffers", "synchronous_commit")
"""Of the server: without the first two and the last, COMMIT waits for no disk."""

CPUINFO = Path("/proc/cpuinfo")
MODEL = "model name"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The machine, and the versions and settings of all that took part.

    `load` is that of the minute before anything was measured. With `shared_processor`, client and
    server had one together where they take turns (`workbook.bench.one_processor`).
    """

    at: str
    machine: str
    cores: int
    load: float
    system: str
    python: str
    postgres: str
    settings: dict[str, str]
    libraries: dict[str, str]
    shared_processor: bool = False


async def fingerprint(server: Server) -> Fingerprint:
    """Of here and now."""
    return Fingerprint(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=_processor(),
        cores=os.cpu_count() or 1,
        load=round(psutil.getloadavg()[0], 2),
        system=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        postgres=server.version,
        settings=await _settings(server),
        libraries={
            **{library: version(library) for library in LIBRARIES},
            "psycopg implementation": psycopg.pq.__impl__,
        },
        shared_processor=can_share(server),
    )


def _processor() -> str:
    """Its model, where the system tells it; otherwise what kind it is."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith(MODEL))
    return next(models, platform.processor() or platform.machine())


async def _settings(server: Server) -> dict[str, str]:
    async with connected(server.url) as sql:
        return {name: await sql.fetchval(f"SHOW {name}") for name in SETTINGS}
