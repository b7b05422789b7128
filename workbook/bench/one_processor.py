"""Client and server on one processor, for as long as one of them always waits for the other.

With several, the system runs a session near to the client or far from it, and leaves it there for
seconds. Far away means that a sleeping processor is woken for every answer, which may take longer
than the call: of two sessions that do the same, one then needs twice the time of the other. On one
processor they take turns, all in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from shared.postgres import Server
from workbook.tables import Sql

SESSIONS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'"""


def can_share(server: Server) -> bool:
    """Whether the server's processes are ours, and the system lets us say where they run."""
    return server.embedded and hasattr(psutil.Process, "cpu_affinity")


@contextmanager
def on_one_processor(server: Server) -> Iterator[None]:
    """This process runs on the last of its processors; what it takes along, too."""
    if not can_share(server):
        yield
        return
    ours = psutil.Process()
    usual = ours.cpu_affinity()
    ours.cpu_affinity(usual[-1:])
    try:
        yield
    finally:
        ours.cpu_affinity(usual)


async def take_along(sql: Sql) -> None:
    """The sessions of this database run where this process does, from now on."""
    here = psutil.Process().cpu_affinity()
    for session in await sql.fetch(SESSIONS):
        with suppress(psutil.NoSuchProcess):  # it has ended since
            psutil.Process(session["pid"]).cpu_affinity(here)
