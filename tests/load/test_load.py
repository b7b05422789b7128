"""Many clients on the service of each way, while sessions are killed and Postgres restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from shared.embedded import Cluster
from shared.postgres import Server, serve
from tests.conftest import migrated_database
from tests.faults.test_server import Restart
from tests.load.account import disagreements
from tests.load.campaign import Front, campaign, serving, told
from tests.load.conftest import REPORT
from tests.load.report import RECOVERY, out_of_season, recovery, table
from tests.ways import chosen_ways

FEW = 5
"""How much of what is wrong is told."""


@pytest.fixture
async def fronts(
    pytestconfig: pytest.Config, cluster: Cluster, tmp_path: Path
) -> AsyncIterator[Sequence[Front]]:
    """The service of each way, each on a database of its own on the private server."""
    drivers = pytestconfig.getoption("--driver") or ["asyncpg"]
    ways = chosen_ways(pytestconfig.getoption("--variant"), drivers)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(serve("embedded"))
        urls = [await stack.enter_async_context(durable_database(server)) for _ in ways]
        yield [
            await stack.enter_async_context(serving(way, url, tmp_path / f"{way.label}.log"))
            for way, url in zip(ways, urls, strict=True)
        ]


@asynccontextmanager
async def durable_database(server: Server) -> AsyncIterator[str]:
    """A migrated database where what was committed survives a crash of the server."""
    async with migrated_database(server) as url:
        connection = await asyncpg.connect(url)
        try:
            name = await connection.fetchval("SELECT quote_ident(current_database())")
            await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
        finally:
            await connection.close()
        yield url


async def test_under_load_and_faults_every_answer_is_true(
    fronts: Sequence[Front],
    restart: Restart,
    seconds: float,
    subtests: pytest.Subtests,
    record_property: Callable[[str, object], None],
) -> None:
    """Acknowledged is there once, the rest at most once; no other error; at work again in time."""
    await campaign(fronts, seconds, restart)
    record_property(REPORT, table(fronts))
    for front in fronts:
        with subtests.test(way=front.way.label):
            assert front.log.wrong[:FEW] == []
            assert disagreements(front.account, await front.tasks())[:FEW] == []
            assert out_of_season(front)[:FEW] == []
            assert recovery(front).first < RECOVERY
            assert "Traceback" not in told(front.logged)
