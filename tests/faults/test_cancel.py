"""T2: cancelled at every await point, a unit of work is done as a whole or not at all."""

from __future__ import annotations

import gc
import warnings

import pytest

from shared.protocol import Database
from tests.contract.conftest import Open, Scope, Sql
from tests.faults.health import assert_healthy, assert_settled
from tests.faults.trial import IN_AUTOCOMMIT, WORK, Trial
from tests.left_open import OPEN_CURSOR
from workbook.suspensions import cancel_at


@pytest.fixture(autouse=True)
def suspending_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """psycopg suspends by the clock where it need not wait: here it does so every time."""
    monkeypatch.setattr("psycopg.waiting.MAX_BUSY_TIME", 0.0)


LEFT_TO_THE_COLLECTOR = "The garbage collector is trying to clean up"
"""SQLAlchemy says so, late or soon, of a connection that was not given back."""

when_answered = pytest.mark.parametrize(
    "answered", [False, True], ids=["before-answer", "after-answer"]
)


async def is_cancelled_at(suspension: int, trial: Trial, scope: Scope, answered: bool) -> bool:
    """Cancel the work here, if it comes so far; whoever swallows that fails the test."""
    work = await trial.unit(scope)
    cancelled = await cancel_at(suspension, work, answered=answered)
    assert cancelled is not False, f"cancelled at {suspension}, and nobody was told"
    return cancelled is not None


@pytest.mark.filterwarnings(OPEN_CURSOR)
@when_answered
@pytest.mark.parametrize("work", WORK)
async def test_t02_cancelled_anywhere_a_transaction_writes_all_or_nothing(
    database: Database, sql: Sql, application_name: str, work: str, answered: bool
) -> None:
    """The cancellation goes on, and the connection comes back at rest."""
    trial = Trial(sql, WORK[work])

    async def once(suspension: int) -> bool:
        cancelled = await is_cancelled_at(suspension, trial, database.transaction, answered)
        await assert_settled(database, sql, application_name)
        return cancelled

    await trial.everywhere(once)
    gc.collect()


@pytest.mark.filterwarnings(OPEN_CURSOR, f"ignore:{LEFT_TO_THE_COLLECTOR}")
@when_answered
@pytest.mark.parametrize("work", IN_AUTOCOMMIT)
async def test_t02_cancelled_anywhere_a_call_in_autocommit_writes_all_or_nothing(
    open_database: Open, sql: Sql, application_name: str, work: str, answered: bool
) -> None:
    """What needs several statements to be whole is whole without a transaction around it, too."""
    trial = Trial(sql, WORK[work])

    async def once(suspension: int) -> bool:
        cancelled = await is_cancelled_at(suspension, trial, database.autocommit, answered)
        await assert_settled(database, sql, application_name)
        return cancelled

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with open_database() as database:
            await trial.everywhere(once)
            await assert_healthy(database, sql, application_name)
        gc.collect()
    left = [str(warning.message) for warning in caught]
    assert not [message for message in left if message.startswith(LEFT_TO_THE_COLLECTOR)]


@when_answered
async def test_t02_cancelled_anywhere_on_a_cold_pool_a_transaction_writes_all_or_nothing(
    open_database: Open, sql: Sql, application_name: str, answered: bool
) -> None:
    """The same while a connection is made for it, because the only one is in use."""
    trial = Trial(sql, WORK["add_tasks"])

    async def once(suspension: int) -> bool:
        async with open_database() as database:
            async with database.autocommit() as repository:
                await repository.count_tasks()
                cancelled = await is_cancelled_at(suspension, trial, database.transaction, answered)
            await assert_settled(database, sql, application_name)
            return cancelled

    await trial.everywhere(once)
