"""Cut off at every await point: what the libraries make of it is told as what it is."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import ConnectionLost, OutcomeUnknown
from tests.contract.conftest import Sql
from tests.faults.health import assert_settled
from tests.faults.trial import WORK, Trial
from tests.left_open import OPEN_CURSOR
from workbook.suspensions import interrupt_at


@pytest.mark.filterwarnings(OPEN_CURSOR)
@pytest.mark.parametrize("work", WORK)
async def test_cut_off_anywhere_a_unit_of_work_says_that_its_connection_is_lost(
    database: Any, sql: Sql, application_name: str, work: str
) -> None:
    """As the deadline does: the answer has come, and before the call goes on, all is gone."""
    trial = Trial(sql, WORK[work])

    async def once(suspension: int) -> bool:
        unit = await trial.unit(database.transaction)
        try:
            reached = await interrupt_at(suspension, unit, database._boundary.watchdog.cut)
        except (ConnectionLost, OutcomeUnknown):
            reached = True
        await assert_settled(database, sql, application_name)
        return reached

    await trial.everywhere(once)
