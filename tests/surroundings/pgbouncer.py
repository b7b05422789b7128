"""PgBouncer in transaction mode, before any server: a session is lent for one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from shared.settings import Settings
from tests.surroundings.program import Missing, accepts, give, private_folder, running

PORT = 5432
"""In a folder of its own: where the observer, too, looks for a socket."""
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin"

POOL_SIZE = 20
"""Sessions with the server, for each database."""

UNTRACKED = (
    "options",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
)
"""What the ways say at connect, and PgBouncer does not hand from session to session."""


def program() -> str:
    """Where PgBouncer is. Raises Missing."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path=PLACES)
    if found is None:
        raise Missing("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    return found


@contextmanager
def pgbouncer(
    server_url: str, pool_size: int = POOL_SIZE, ignored: Sequence[str] = UNTRACKED
) -> Iterator[str]:
    """The URL of the same maintenance database behind PgBouncer, for as long as the block lasts.

    Any other database of the server can be had by its name.
    """
    command = program()
    with private_folder() as folder:
        configuration = folder / "pgbouncer.ini"
        configuration.touch(mode=0o600)
        configuration.write_text(_configuration(server_url, folder, pool_size, ignored))
        give(configuration)
        socket = folder / f".s.PGSQL.{PORT}"
        with running([command, configuration], folder / "log", lambda: accepts(socket)):
            parts = urlsplit(server_url)
            yield f"postgresql://{parts.username}@{parts.path}?host={quote(str(folder))}"


def _configuration(server_url: str, folder: Path, pool_size: int, ignored: Sequence[str]) -> str:
    """The limits that a session would ask for are given to it by who runs the pooler."""
    limits = Settings(server_url).server_settings
    given = "; ".join(f"SET {name} = ''{value}''" for name, value in limits.items())
    return f"""
[databases]
* = {_server(server_url)} connect_query='{given}'
[pgbouncer]
listen_addr =
listen_port = {PORT}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = {pool_size}
max_client_conn = 500
ignore_startup_parameters = {", ".join(ignored)}
log_connections = 0
log_disconnections = 0
"""


def _server(url: str) -> str:
    """Where the server is, and who asks it, in PgBouncer's words."""
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    wishes = {
        "host": options.get("host", [parts.hostname])[0],
        "port": str(parts.port or options.get("port", [5432])[0]),
        "user": parts.username,
        "password": parts.password and unquote(parts.password),
    }
    return " ".join(f"{name}='{value}'" for name, value in wishes.items() if value)
