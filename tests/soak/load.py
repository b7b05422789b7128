"""Mixed work on one database by many at once, each of whom notes what came of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

from shared.domain import Isolation, NewTask
from shared.errors import (
    ConnectionLost,
    Deadlock,
    Duplicate,
    LockNotAvailable,
    OutcomeUnknown,
    PoolExhausted,
    RepositoryError,
    SerializationFailure,
    StaleTask,
    StatementTimeout,
    Unavailable,
)
from shared.protocol import Database, Repository
from shared.retry import in_transaction
from tests.soak.journal import Journal, Outcome, Write

WORKERS = 16
HURRY = 0.1
"""Seconds that a caller in a hurry waits for a whole unit of work."""

PAUSE = 0.01
"""Seconds that a worker who was refused leaves to the others."""

IN_THE_WEATHER = {
    ConnectionLost,
    Deadlock,
    LockNotAvailable,
    OutcomeUnknown,
    PoolExhausted,
    SerializationFailure,
    StaleTask,
    StatementTimeout,
    Unavailable,
}
"""The errors that a fault may lead to; any other is an error of the way, or of the load."""

DONE = "done"
Work = Callable[[], Awaitable[str]]
"""A unit of work that is tried; it tells how it ended: DONE, or the name of an exception."""


class Undo(Exception):
    """Ends a unit of work by its caller's wish."""


SERVED_BY = (Deadlock, LockNotAvailable, SerializationFailure, StaleTask, Undo)
SERVED = {DONE, *(kind.__name__ for kind in SERVED_BY)}
"""Ends that only a server that is there can bring about."""


@dataclass(slots=True)
class Load:
    """The workers. `running` are their units of work that are under way."""

    database: Database
    counters: Sequence[int]
    seed: int
    journal: Journal = field(default_factory=Journal)
    running: set[asyncio.Task[None]] = field(default_factory=set)
    reads: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    last_served: dict[int, float] = field(default_factory=dict)
    longest_outage: float = 0.0
    stopping: bool = False

    async def work(self, worker: int) -> None:
        """Do one unit of work after another until it is time to stop."""
        random = Random(f"{self.seed} {worker}")
        for number in count():
            if self.stopping:
                return
            key = f"{worker}-{number}"
            if await self._end_of(self._draw(random, key)) in SERVED:
                self._note_service(worker)
            else:
                await asyncio.sleep(PAUSE)

    def _note_service(self, worker: int) -> None:
        now = asyncio.get_running_loop().time()
        before = max(self.last_served.values(), default=now)
        self.longest_outage = max(self.longest_outage, now - before)
        self.last_served[worker] = now

    async def _end_of(self, work: Work) -> str:
        """Do this in a task of its own, which may be cancelled: a worker goes on."""
        end = ""

        async def run() -> None:
            nonlocal end
            end = await work()

        task = asyncio.create_task(run())
        self.running.add(task)
        await asyncio.wait([task])
        self.running.discard(task)
        if task.cancelled():
            return asyncio.CancelledError.__name__
        task.result()
        if task.cancelling():
            self.surprises.append(f"a cancellation was swallowed, and it ended as: {end}")
        return end

    def _draw(self, random: Random, key: str) -> Work:
        """One unit of work: a read in three cases of ten."""
        if random.random() < 0.3:
            return partial(self._read, random)
        if random.random() < 0.1:
            return partial(self._noted, self.journal.open(key, 1), self._by_itself)
        counters = random.sample(self.counters, random.choice((0, 0, 1, 1, 2)))
        write = self.journal.open(key, 1 + random.choice((0, 0, 0, 1, 5)), counters)
        styles = (self._plainly, self._again_if_it_helps, self._hurried)
        [style] = random.choices(styles, (6, 4, 1))
        return partial(self._noted, write, partial(style, random))

    async def _noted(self, write: Write, do: Callable[[Write], Awaitable[None]]) -> str:
        """Try a write, and note what it was told."""
        try:
            await do(write)
        except (asyncio.CancelledError, TimeoutError, Undo, RepositoryError) as error:
            write.told = type(error).__name__
            write.outcome = Outcome.UNKNOWN if _is_in_doubt(write, error) else Outcome.FAILED
            self._expect(error, write.key)
            if isinstance(error, asyncio.CancelledError):
                raise
            return write.told
        write.outcome, write.told = Outcome.ACKNOWLEDGED, DONE
        return DONE

    def _expect(self, error: BaseException, where: str) -> None:
        """Note an error of the repository's that no fault explains."""
        if isinstance(error, RepositoryError) and type(error) not in IN_THE_WEATHER:
            self.surprises.append(f"{where}: {error!r} from {error.__cause__!r}")

    async def _by_itself(self, write: Write) -> None:
        """One write that commits by itself."""
        write.at_its_end = True
        async with self.database.autocommit() as repository:
            await repository.add_task(NewTask(write.key, external_id=write.key))

    async def _plainly(self, random: Random, write: Write) -> None:
        """One try; one in ten is called off at the very end."""
        isolation = random.choice([*Isolation])
        undone = random.random() < 0.1
        async with self.database.transaction(isolation=isolation) as repository:
            await _store(random, write, repository)
            if undone:
                write.at_its_end = False
                raise Undo

    async def _again_if_it_helps(self, random: Random, write: Write) -> None:
        """Several tries, as `shared.retry` makes them."""
        work = partial(_store, random, write)
        await in_transaction(self.database, work, isolation=random.choice([*Isolation]))

    async def _hurried(self, random: Random, write: Write) -> None:
        """One try, with little time for all of it."""
        async with asyncio.timeout(HURRY):
            await self._plainly(random, write)

    async def _read(self, random: Random) -> str:
        """Look at tasks in one of several ways."""
        scope = random.choice((self.database.transaction, self.database.autocommit))
        read = random.choice((_get, _list, _stream))
        try:
            async with scope() as repository:
                await read(repository, self.counters)
        except RepositoryError as error:
            self.reads[type(error).__name__] += 1
            self._expect(error, read.__name__)
            return type(error).__name__
        self.reads[DONE] += 1
        return DONE


def _is_in_doubt(write: Write, error: BaseException) -> bool:
    """Whether COMMIT may have been sent, or what commits by itself."""
    if isinstance(error, asyncio.CancelledError | TimeoutError):
        return write.at_its_end
    return isinstance(error, OutcomeUnknown)


async def _store(random: Random, write: Write, repository: Repository) -> None:
    """All that belongs to a write, from the start: this may be another try."""
    write.at_its_end = False
    first = NewTask(write.key, external_id=write.key)
    if random.random() < 0.5:
        await repository.add_task(first)
    else:
        await repository.import_tasks([first])
    more = [NewTask(write.key)] * (write.rows - 1)
    await random.choice((repository.add_tasks, repository.load_tasks))(more)
    if random.random() < 0.2:
        await _stumble(repository, write.key)
    for counter in write.counters:
        await _add_one(repository, counter)
    write.claimed = 0
    if random.random() < 0.3:
        write.claimed = int(await repository.claim_task(write.key) is not None)
    write.at_its_end = True


async def _stumble(repository: Repository, key: str) -> None:
    """Fail in a savepoint, which undoes it, and go on."""
    try:
        async with repository.savepoint():
            await repository.add_tasks([NewTask("never"), NewTask("never", external_id=key)])
    except Duplicate:
        return
    raise AssertionError("a duplicate was stored")


async def _add_one(repository: Repository, counter: int) -> None:
    """Read, then write what was read and one more, if it is still the same."""
    task = await repository.get_task(counter)
    title = str(int(task.title) + 1)
    await repository.edit_task(counter, expected_version=task.version, title=title)


async def _get(repository: Repository, counters: Sequence[int]) -> None:
    assert [task.id for task in await repository.get_tasks(counters)] == [*counters]


async def _list(repository: Repository, counters: Sequence[int]) -> None:
    assert len(await repository.list_tasks(limit=len(counters))) == len(counters)


async def _stream(repository: Repository, counters: Sequence[int]) -> None:
    """Stop after a few, and leave the rest."""
    left = len(counters)
    async for _ in repository.stream_tasks():
        left -= 1
        if left == 0:
            return
