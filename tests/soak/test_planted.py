"""The soak notices mistakes that are planted in copies of a way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.plant import plant
from tests.soak.soak import Place, soak
from tests.soak.weather import Fault
from workbook.ways import Way

SECONDS = 4.0
TRIES = 5
"""A fault must meet what the mistake is about, and some soaks do without."""


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
        (Fault.FREEZE_AND_CUT, Fault.KILL_ALL),
        "was acknowledged .* rows 0 are there",
    ),
    Mistake(
        "a lost commit is taken for failed, and tried again",
        "shared/unit_of_work.py",
        "self._committing = not self._read_only",
        "self._committing = False",
        (Fault.LATE_THEN_CUT,),
        "Duplicate|was failed|has claimed|counter .* stands at",  # done twice, as the tables tell
    ),
    Mistake(
        "a cancellation is swallowed",
        "shared/boundary.py",
        """
        except Exception as error:
            unit.raise_for(error, writing=writing)
""",
        """
        except asyncio.CancelledError as error:
            raise Unavailable("cancelled") from error
        except Exception as error:
            unit.raise_for(error, writing=writing)
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
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
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
            unit.uses(partial(_cut, connection), connection.close, partial(_has_ended, connection))
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
    way = Way("a copy", database, "asyncpg")
    print(f"--seed {seed}")
    for number in range(TRIES):
        if complaint := await complaint_of(way, place, seed + number, mistake.faults):
            break
    assert re.search(mistake.complaint, complaint), complaint


async def complaint_of(way: Way, place: Place, seed: int, faults: Sequence[Fault]) -> str:
    """What one soak has to say against this way; nothing if it finds no fault with it."""
    try:
        await soak(way, place, SECONDS, seed, faults)
    except AssertionError as error:
        return str(error)
    return ""
