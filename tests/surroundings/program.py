"""A program that is started for tests, waited for, and ended by its process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.embedded import PAUSE, UNPRIVILEGED_USER
from shared.postgres import NoServer

DEADLINE = 20.0
"""Seconds until a program must be up, or down."""


class Missing(NoServer):
    """What a route needs is not installed here; the message says what."""


def unprivileged_user() -> str | None:
    """Who runs what refuses root; None where nobody has to change."""
    return UNPRIVILEGED_USER if os.geteuid() == 0 else None


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder of the user who runs the program, with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        give(path)
        yield path


def give(path: Path) -> None:
    """Make the user who runs the program the owner."""
    user = unprivileged_user()
    if user is not None:
        shutil.chown(path, user)


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, answers: Callable[[], bool]
) -> Iterator[None]:
    """The program runs in this block, in the foreground of a process that is ours to end."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            user=unprivileged_user(),
        )
    try:
        _wait(process, log, answers)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # at once, for Postgres and PgBouncer alike
        try:
            process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(DEADLINE)


def _wait(process: subprocess.Popen[bytes], log: Path, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not answers():
        with suppress(subprocess.TimeoutExpired):
            process.wait(PAUSE)
        if process.returncode is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} did not come up: {log.read_text()}")


def accepts(path: Path) -> bool:
    """Whether somebody listens at this Unix socket."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def succeeds(command: Sequence[str | Path]) -> bool:
    """Whether a program ends well; what it says is of no interest."""
    return subprocess.run(command, check=False, timeout=DEADLINE).returncode == 0


def run(command: Sequence[str | Path]) -> None:
    """Run a program to its end, as the user who runs the servers."""
    answer = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        user=unprivileged_user(),
        timeout=DEADLINE,
        check=False,
    )
    if answer.returncode != 0:
        raise RuntimeError(f"{command!r} failed: {answer.stdout}{answer.stderr}")
