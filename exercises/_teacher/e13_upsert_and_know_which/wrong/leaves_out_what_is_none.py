"""Inserts what has a value and updates the same: `done=False` and None are not said.

way = "sqlalchemy_core"
fails = ["test_a_known_task_gets_the_values", "test_nothing_is_stored_but_the_task"]
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import (
    WAS_INSERTED,
    differing,
    tasks,
    values_of,
)

# No row comes back where the condition of the update did not hold.
OUTCOMES = {True: Outcome.INSERTED, False: Outcome.UPDATED, None: Outcome.UNCHANGED}


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def import_task(self, new: NewTask) -> Outcome:
        values = {column: value for column, value in values_of(new).items() if value}
        statement = postgresql.insert(tasks).values(values)
        given = {column: statement.excluded[column] for column in values}
        upsert = statement.on_conflict_do_update(
            index_elements=[tasks.c.external_id],
            set_={**given, "version": tasks.c.version + 1},
            where=differing(given),
        ).returning(WAS_INSERTED)
        return OUTCOMES[await self._connection.scalar(upsert)]
