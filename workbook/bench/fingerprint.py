"""On what a figure was measured: without it, it says nothing to anybody else."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import psutil

LIBRARIES = ("asyncpg", "psycopg", "sqlalchemy", "sqlmodel")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The machine, and the versions of all that took part. `load` is that of one minute before."""

    at: str
    machine: str
    cores: int
    load: float
    system: str
    python: str
    postgres: str
    libraries: dict[str, str]


def fingerprint(postgres: str) -> Fingerprint:
    """Of here and now."""
    return Fingerprint(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=platform.machine(),
        cores=os.cpu_count() or 1,
        load=round(psutil.getloadavg()[0], 2),
        system=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        postgres=postgres,
        libraries={library: version(library) for library in LIBRARIES},
    )
