"""A primary and a standby that follows it by streaming, both from the embedded binaries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.surroundings.cluster import embedded_binaries, made, started
from tests.surroundings.program import private_folder, run

NAME = "standby"

IN_STEP = {"synchronous_standby_names": NAME, "synchronous_commit": "remote_apply"}
"""A commit is acknowledged once the standby shows it: what was written can be read there at once.

A session that says `SET synchronous_commit = local` does not wait.
"""

FOLLOWING = {"hot_standby_feedback": "on", "max_standby_streaming_delay": "100ms"}
"""The primary keeps what readers here may still see; for a lock in its way, replay waits so long.

The server's own default is 30 s.
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """The URLs of the two servers' maintenance databases."""

    primary: str
    standby: str


@contextmanager
def replicated() -> Iterator[Pair]:
    """A primary and its standby, in step, for as long as the block lasts."""
    binaries = embedded_binaries()
    with (
        made(binaries) as data,
        started(binaries, data, **IN_STEP) as primary,
        private_folder() as home,
    ):
        folder = parse_qs(urlsplit(primary).query)["host"][0]
        _copy(binaries, folder, home / "data")
        origin = f"host={folder} user=postgres application_name={NAME}"
        with started(binaries, home / "data", primary_conninfo=origin, **FOLLOWING) as standby:
            yield Pair(primary, standby)


def _copy(binaries: Path, folder: str, copy: Path) -> None:
    """Make what will follow the primary whose socket is in the folder."""
    origin = ["--host", folder, "--username", "postgres", "--checkpoint", "fast"]
    run([binaries / "pg_basebackup", "--pgdata", copy, "--no-sync", *origin])
    (copy / "standby.signal").touch()
