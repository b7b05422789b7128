"""The soak notices mistakes that are planted in copies of a way."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.plant import plant
from tests.soak.soak import Place, soak
from tests.soak.weather import Fault
from workbook.ways import Way

SECONDS = 4.0
COMMITS_LOST = (Fault.FREEZE_AND_CUT, Fault.KILL_ALL)


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `file` the text `old` reads `new`; in this weather the soak then says `complaint`."""

    name: str
    file: str
    old: str
    new: str
    faults: tuple[Fault, ...]
    complaint: str


MISTAKES = [
    Mistake(
        "a lost commit is taken for done",
        "shared/unit_of_work.py",
        "raise OutcomeUnknown(message) from lost.__cause__",
        "return True",
        COMMITS_LOST,
        "was acknowledged .* rows 0 are there",
    ),
    Mistake(
        "a lost commit is taken for failed, and tried again",
        "shared/unit_of_work.py",
        "self._committing = self.transactional",
        "self._committing = False",
        COMMITS_LOST,
        "Duplicate|was failed",
    ),
    Mistake(
        "a cancellation is swallowed",
        "shared/boundary.py",
        """
                return await method(self, *arguments, **given)
""",
        """
                try:
                    return await method(self, *arguments, **given)
                except asyncio.CancelledError as error:
                    raise Unavailable("cancelled") from error
""",
        (Fault.CANCEL_SOME, Fault.CANCEL_ALL),
        "a cancellation was swallowed",
    ),
    Mistake(
        "a connection is given back only after a commit",
        "asyncpg_raw/database.py",
        """
            self._pool.acquire(timeout=self._settings.acquire_timeout) as connection,
        ):
            unit.uses(connection.terminate, discard=connection.close)
            level = LEVELS[isolation] if isolation else None
            async with connection.transaction(isolation=level, readonly=read_only):
                if statement_timeout is not None:
                    await connection.execute(SET_TIMEOUT, milliseconds(statement_timeout))
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)
""",
        """
        ):
            connection = await self._pool.acquire(timeout=self._settings.acquire_timeout)
            unit.uses(connection.terminate, discard=connection.close)
            level = LEVELS[isolation] if isolation else None
            async with connection.transaction(isolation=level, readonly=read_only):
                async with unit.body():
                    yield Repository(connection, unit, atomic=nullcontext)
            await self._pool.release(connection)
""",
        (Fault.KILL_ONE, Fault.CANCEL_SOME),
        "connections were not given back",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
async def test_a_planted_mistake_is_noticed(mistake: Mistake, place: Place, seed: int) -> None:
    """A few seconds of the right weather bring it to light."""
    database = plant(mistake.file, mistake.old, mistake.new, variant="asyncpg_raw")
    print(f"--seed {seed}")
    with pytest.raises(AssertionError) as caught:
        await soak(Way("a copy", database, "asyncpg"), place, SECONDS, seed, mistake.faults)
    assert re.search(mistake.complaint, str(caught.value)), str(caught.value)
