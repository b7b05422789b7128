"""Plays transactions against each other one step at a time, each step to where it gets no further.

Before the next step is given out the last one has ended, or waits for a lock: Postgres says so. So
a script always runs as it is written, and no clock decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from random import Random

from tests.contract.conftest import Sql
from tests.contract.obstacles import until
from tests.histories.recorder import Recorder
from tests.histories.script import Step

WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE application_name = $1 AND datname = current_database() AND NOT granted"""


class Actor:
    """A transaction in a task of its own, which does the steps that it is given."""

    def __init__(self, number: int) -> None:
        self.busy = True
        self.ended = False
        self._number = number
        self._steps: asyncio.Queue[Step] = asyncio.Queue()

    async def play(self, recorder: Recorder) -> None:
        """Begin, wait for steps, and end with the last of them or with the first error."""
        async with recorder.transaction(self._number) as transaction:
            self.busy = False
            step = await self._steps.get()
            while not step.is_last:
                await transaction.do(step)
                self.busy = False
                step = await self._steps.get()
            await transaction.do(step)
        self.busy = False
        self.ended = True

    def give(self, step: Step) -> None:
        """Let it do this step; after its end it does nothing."""
        if not self.ended:
            self.busy = True
            self._steps.put_nowait(step)


class Stage:
    """The actors, and the other door to see where they stand."""

    def __init__(self, sql: Sql, application_name: str) -> None:
        self._sql = sql
        self._application_name = application_name
        self._actors: dict[int, Actor] = {}

    @asynccontextmanager
    async def set(self, recorder: Recorder, transactions: Iterable[int]) -> AsyncIterator[None]:
        """In this block these transactions are open, until each has got its last step."""
        async with asyncio.TaskGroup() as group:
            for number in transactions:
                self._actors[number] = Actor(number)
                group.create_task(self._actors[number].play(recorder))
            await until(self._stands)
            yield

    async def take(self, step: Step) -> None:
        """Give out one step, and return when nobody gets any further without another."""
        self._actors[step.transaction].give(step)
        await until(self._stands)

    def free(self, among: Iterable[int]) -> list[int]:
        """Which of these transactions are not waiting for a lock."""
        return [number for number in among if not self._actors[number].busy]

    async def until_free(self, among: Iterable[int]) -> list[int]:
        """The same, when there is one at least: Postgres ends a deadlock sooner or later."""

        async def some() -> bool:
            return bool(self.free(among))

        await until(some)
        return self.free(among)

    async def _stands(self) -> bool:
        busy = sum(actor.busy for actor in self._actors.values())
        if not busy:
            return True
        waiting: int = await self._sql.fetchval(WAITING, self._application_name)
        return busy == waiting


async def play_script(stage: Stage, recorder: Recorder, steps: list[Step]) -> None:
    """Play the steps in exactly this order."""
    async with stage.set(recorder, dict.fromkeys(step.transaction for step in steps)):
        for step in steps:
            await stage.take(step)


async def play_mixed(
    stage: Stage, recorder: Recorder, random: Random, programs: dict[int, list[Step]]
) -> None:
    """Play the transactions in an order that `random` draws, step by step."""
    async with stage.set(recorder, programs):
        while programs := {number: steps for number, steps in programs.items() if steps}:
            number = random.choice(await stage.until_free(programs))
            await stage.take(programs[number].pop(0))
