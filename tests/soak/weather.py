"""What goes wrong during a soak: drawn from a seed, one fault after another, in rounds of all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from functools import partial
from random import Random
from typing import Any, NamedTuple

import asyncpg

from tests.contract.obstacles import until
from tests.soak.load import WORKERS, Load
from workbook.wire import Observer


class Fault(StrEnum):
    """What is done to the server, the network or the callers."""

    KILL_ONE = "end one session"
    KILL_ALL = "end all sessions"
    CUT = "cut all connections"
    FREEZE_AND_CUT = "freeze, then cut"
    LATE_THEN_CUT = "carry slowly, then cut"
    SHORT_FREEZE = "freeze for less than a statement may take"
    LONG_FREEZE = "freeze for longer"
    CANCEL_SOME = "cancel every other call"
    CANCEL_ALL = "cancel all calls"
    RESTART = "restart the server at once"


SHORT = 0.2
DELAY = 0.1
STATEMENT_TIMEOUT = 0.6
LONG = STATEMENT_TIMEOUT + 0.6
LONGEST_PAUSE = 0.8

SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database()
        ORDER BY pid LIMIT $2) sessions"""


class Blow(NamedTuple):
    """A fault, and the seconds of calm before it."""

    pause: float
    fault: Fault


def forecast(random: Random, faults: Sequence[Fault]) -> Iterator[list[Blow]]:
    """Rounds without end, in each of which every fault comes once."""
    while True:
        yield [
            Blow(random.uniform(0, LONGEST_PAUSE), fault)
            for fault in random.sample(faults, len(faults))
        ]


class Weather:
    """Brings faults over a load; `recoveries` are the seconds from each restart to all at work."""

    def __init__(
        self,
        url: str,
        application_name: str,
        observer: Observer,
        load: Load,
        restart: Callable[[], None],
    ) -> None:
        self.blows: list[Blow] = []
        self.recoveries: list[float] = []
        self._url = url
        self._application_name = application_name
        self._observer = observer
        self._load = load
        self._restart = restart

    async def rage(self, rounds: Iterator[list[Blow]], seconds: float) -> None:
        """One round after another, the first one to its end, for so many seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        for number, blows in enumerate(rounds):
            for blow in blows:
                if number > 0 and loop.time() > end:
                    return
                await asyncio.sleep(blow.pause)
                await self._strike(blow.fault)
                self.blows.append(blow)
                self._observer.restart()  # nobody reads it, and it grows

    async def _strike(self, fault: Fault) -> None:
        strikes: dict[Fault, Callable[[], Coroutine[Any, Any, None]]] = {
            Fault.KILL_ONE: partial(self._end_sessions, 1),
            Fault.KILL_ALL: partial(self._end_sessions, None),
            Fault.CUT: self._cut,
            Fault.FREEZE_AND_CUT: partial(self._freeze, SHORT, self._observer.cut),
            Fault.LATE_THEN_CUT: self._cut_late_answers,
            Fault.SHORT_FREEZE: partial(self._freeze, SHORT),
            Fault.LONG_FREEZE: partial(self._freeze, LONG),
            Fault.CANCEL_SOME: partial(self._cancel, slice(None, None, 2)),
            Fault.CANCEL_ALL: partial(self._cancel, slice(None)),
            Fault.RESTART: self._restart_server,
        }
        await strikes[fault]()

    async def _end_sessions(self, number: int | None) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(SESSIONS, self._application_name, number)
        finally:
            await connection.close()

    async def _freeze(
        self, seconds: float, before_it_thaws: Callable[[], None] = lambda: None
    ) -> None:
        self._observer.freeze()
        await asyncio.sleep(seconds)
        before_it_thaws()
        self._observer.thaw()

    async def _cut_late_answers(self) -> None:
        """Some answers are on their way at any moment, those to COMMIT among them."""
        self._observer.network.delay = DELAY
        await asyncio.sleep(3 * DELAY)
        self._observer.cut()
        self._observer.network.delay = 0.0

    async def _cut(self) -> None:
        self._observer.cut()

    async def _cancel(self, which: slice) -> None:
        for task in [*self._load.running][which]:
            task.cancel()

    async def _restart_server(self) -> None:
        await asyncio.to_thread(self._restart)
        up = asyncio.get_running_loop().time()

        async def recovered() -> bool:
            after = [moment for moment in self._load.last_served.values() if moment > up]
            return len(after) == WORKERS

        with suppress(TimeoutError):
            await until(recovered)
        self.recoveries.append(asyncio.get_running_loop().time() - up)
