"""Client and server share a processor, and go their own ways afterwards."""

from __future__ import annotations

from dataclasses import replace

import psutil
import pytest

from shared.postgres import Server
from workbook.bench.one_processor import can_share, on_one_processor, take_along
from workbook.participant import connected


def processors(pid: int | None = None) -> list[int]:
    """Those that a process may run on; this one, if no other is named."""
    return psutil.Process(pid).cpu_affinity()


@pytest.fixture
def ours(server: Server) -> Server:
    """A server whose processes may be told where to run."""
    if not can_share(server):
        pytest.skip("needs the embedded server, and a system that lets one choose a processor")
    return server


async def test_what_is_taken_along_runs_where_we_do(ours: Server, database_url: str) -> None:
    """One processor for both, and as before when it is over."""
    usual = processors()
    async with connected(database_url) as sql:
        with on_one_processor(ours):
            await take_along(sql)
            assert processors() == processors(sql.get_server_pid()) == usual[-1:]
        assert processors() == usual


async def test_sessions_of_other_databases_stay_where_they_are(
    ours: Server, database_url: str
) -> None:
    """Somebody else may be at work on the same server."""
    async with connected(database_url) as sql, connected(ours.url) as elsewhere:
        before = processors(elsewhere.get_server_pid())
        with on_one_processor(ours):
            await take_along(sql)
        assert processors(elsewhere.get_server_pid()) == before


def test_where_the_server_is_not_ours_nothing_is_chosen(server: Server) -> None:
    """A process of the same number may be anybody's."""
    if not hasattr(psutil.Process, "cpu_affinity"):
        pytest.skip("this system does not let one choose a processor")
    usual = processors()
    with on_one_processor(replace(server, embedded=False)):
        assert processors() == usual


def test_an_error_leaves_us_where_we_were(ours: Server) -> None:
    """However the block ends."""
    usual = processors()
    with pytest.raises(LookupError), on_one_processor(ours):
        raise LookupError
    assert processors() == usual
