"""Stops an embedded server when nobody uses it any more, however its users ended.

Run as a script in a process of its own: `guard.py DATA_DIRECTORY LOCK_DIRECTORY`. Every user of the
server holds a shared lock on `users.lock`; the kernel drops it when the user's process ends, even
by SIGKILL, so waiting for the exclusive lock is waiting for the last user. `start.lock` keeps the
stop apart from the next start. Only the standard library is imported, to start fast and to survive
a virtual environment that is being changed.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO

STOP_DEADLINE = 30.0
PAUSE = 0.02


def main(data: Path, locks: Path) -> None:
    """Wait for the last user, in the background, then stop the server of `data`."""
    if os.fork():
        return
    with (
        (locks / "guard.lock").open("w") as guard,
        (locks / "users.lock").open("w") as users,
        (locks / "start.lock").open("w") as start,
    ):
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        while True:
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            fcntl.flock(start, fcntl.LOCK_EX)
            if nobody_uses(users):
                stop(data)
                return
            fcntl.flock(start, fcntl.LOCK_UN)


def nobody_uses(users: IO[str]) -> bool:
    """Whether the exclusive lock can be had at once."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(data: Path) -> None:
    """Ask for a fast shutdown (SIGINT), wait for it, insist (SIGQUIT) if it takes too long."""
    pid_file = data / "postmaster.pid"
    try:
        pid, _, _, port, folder, *_ = pid_file.read_text().split("\n")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(f"{folder}/.s.PGSQL.{port}")  # a stale number may be anybody's
        os.kill(int(pid), signal.SIGINT)
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + STOP_DEADLINE
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(PAUSE)
    if pid_file.exists():
        os.kill(int(pid), signal.SIGQUIT)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
