"""Where programs are played: a database for each way, an event loop for all, many programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from urllib.parse import unquote, urlsplit

import asyncpg
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from shared.postgres import Server, fresh_database
from shared.settings import Settings
from tests.conftest import migrated_database
from tests.programs.machine import Program, Tally
from tests.programs.player import Player
from workbook.ways import Way


class Stage:
    """Plays programs in an event loop of its own, for Hypothesis calls rules outside of any."""

    def __init__(self, runner: asyncio.Runner, urls: Sequence[str]) -> None:
        self._runner = runner
        self._urls = urls

    @classmethod
    @contextmanager
    def built(cls, server: Server, databases: int) -> Iterator[Stage]:
        """So many copies of one migrated database, for as long as the block lasts."""
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            stack = AsyncExitStack()
            try:
                yield cls(runner, runner.run(_copies(stack, server, databases)))
            finally:
                runner.run(stack.aclose())

    def play(self, ways: Sequence[Way], chance: str, *, programs: int, steps: int) -> Tally:
        """Play so many programs of at most so many steps, the same for the same `chance`.

        Raises Divergence, with the smallest program that shows it in the notes.
        """
        tally = Tally()
        stack = AsyncExitStack()
        try:
            players = self._runner.run(self._players(stack, ways))
            machine = seed(chance)(_machine(self._runner, players, tally))
            run_state_machine_as_test(machine, settings=_settings(programs, steps))
        finally:
            self._runner.run(stack.aclose())
        return tally

    async def _players(self, stack: AsyncExitStack, ways: Sequence[Way]) -> list[Player]:
        pairs = zip(ways, self._urls[: len(ways)], strict=True)
        return [await stack.enter_async_context(_player(way, url)) for way, url in pairs]


def _machine(
    runner: asyncio.Runner, players: Sequence[Player], tally: Tally
) -> type[RuleBasedStateMachine]:
    """What Hypothesis makes its programs of, without any argument."""

    class PlayedProgram(Program):
        def __init__(self) -> None:
            super().__init__(runner, players, tally)

    return PlayedProgram


def _settings(programs: int, steps: int) -> settings:
    return settings(
        max_examples=programs,
        stateful_step_count=steps,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
    )


async def _copies(stack: AsyncExitStack, server: Server, number: int) -> list[str]:
    original = await stack.enter_async_context(migrated_database(server))
    name = unquote(urlsplit(original).path[1:])
    copies = [fresh_database(server, template=name) for _ in range(number)]
    return [await stack.enter_async_context(copy) for copy in copies]


@asynccontextmanager
async def _player(way: Way, url: str) -> AsyncIterator[Player]:
    limits = Settings(url, driver=way.driver, pool_size=2, statement_timeout=5, lock_timeout=2)
    sql = await asyncpg.connect(url, server_settings={"lock_timeout": "2s", "timezone": "UTC"})
    try:
        await sql.execute("TRUNCATE tasks, projects")  # DELETE leaves dead rows behind
        async with way.database.open(limits) as database:
            yield Player(way, database, sql)
    finally:
        await sql.close()
