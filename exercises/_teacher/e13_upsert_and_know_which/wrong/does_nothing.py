"""Leaves a known task as it is, whatever it is given.

way = "sqlalchemy_core"
fails = [
    "test_a_known_task_gets_the_values",
    "test_another_import_is_quicker",
    "test_a_known_task_is_told",
    "test_twice_in_one_transaction",
    "test_nothing_becomes_something",
    "test_nothing_is_stored_but_the_task",
]
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import (
    WAS_INSERTED,
    tasks,
    values_of,
)

# No row comes back where the condition of the update did not hold.
OUTCOMES = {True: Outcome.INSERTED, False: Outcome.UPDATED, None: Outcome.UNCHANGED}


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def import_task(self, new: NewTask) -> Outcome:
        statement = postgresql.insert(tasks).values(values_of(new))
        upsert = statement.on_conflict_do_nothing(index_elements=[tasks.c.external_id])
        return OUTCOMES[await self._connection.scalar(upsert.returning(WAS_INSERTED))]
