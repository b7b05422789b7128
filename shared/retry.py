"""Running a whole unit of work again when the error says that this may help.

Only the whole unit can be run again: after a serialization failure or a deadlock everything that
was read in the transaction is out of date, so repeating its last statement would write from stale
reads.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.domain import Isolation
from shared.errors import RepositoryError
from shared.protocol import Database, Repository

T = TypeVar("T")

ATTEMPTS = 5
FIRST_PAUSE = 0.01
LONGEST_PAUSE = 1.0


async def in_transaction(
    database: Database,
    work: Callable[[Repository], Awaitable[T]],
    *,
    isolation: Isolation | None = None,
    read_only: bool = False,
    attempts: int = ATTEMPTS,
) -> T:
    """Run `work` in a transaction and give its result; begin afresh, up to `attempts` times in all.

    Only an error that is `retryable` leads to another try: the state is then as before, and `work`
    must not have done anything that a rollback does not undo. OutcomeUnknown is not retryable: the
    work may be done already. The pause before each try doubles, from 10 ms up to 1 s, and a random
    part of it is taken, so that those who met do not meet again. The last error goes on unchanged,
    with a note on how many tries there were.
    """
    pause = FIRST_PAUSE
    for attempt in range(1, attempts + 1):
        try:
            async with database.transaction(isolation=isolation, read_only=read_only) as repository:
                return await work(repository)
        except RepositoryError as error:
            if not error.retryable:
                raise
            if attempt == attempts:
                error.add_note(f"tried {attempts} times")
                raise
        await asyncio.sleep(random.uniform(0, pause))  # spreads tries, guards nothing
        pause = min(LONGEST_PAUSE, 2 * pause)
    raise ValueError(f"attempts must be at least 1, not {attempts}")
