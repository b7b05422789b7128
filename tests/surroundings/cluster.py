"""Servers of these tests' own, from a folder of binaries: made, told, started and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from shared.embedded import SETTINGS, _prepare
from tests.surroundings.program import private_folder, run, running, succeeds

PORT = "5432"


def embedded_binaries() -> Path:
    """Where the wheel's Postgres is, or its copy that the server's user may enter."""
    return _prepare().binaries


@contextmanager
def made(binaries: Path) -> Iterator[Path]:
    """The data folder of a new cluster, which goes with the block."""
    with private_folder() as home:
        data = home / "data"
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
        run([binaries / "initdb", "-D", data, *options, "--no-locale"])
        yield data


def configure(data: Path, settings: dict[str, str]) -> None:
    """Say how the cluster is to run, on top of what has been said."""
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


@contextmanager
def started(binaries: Path, data: Path, **settings: str) -> Iterator[str]:
    """The URL of the cluster's maintenance database while it runs; it ends with the block."""
    home = data.parent
    configure(data, SETTINGS | {"unix_socket_directories": str(home)} | settings)
    port = settings.get("port", PORT)
    ask: list[str | Path] = [binaries / "pg_isready", "--quiet", "--host", home, "--port", port]
    with running([binaries / "postgres", "-D", data], home / "log", lambda: succeeds(ask)):
        yield f"postgresql://postgres@/postgres?host={quote(str(home))}&port={port}"
