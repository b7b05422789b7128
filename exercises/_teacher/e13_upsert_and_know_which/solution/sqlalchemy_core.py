"""e13 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import (
    NEW_TASK_COLUMNS,
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
        statement = postgresql.insert(tasks).values(values_of(new))
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        upsert = statement.on_conflict_do_update(
            index_elements=[tasks.c.external_id],
            set_={**given, "version": tasks.c.version + 1},
            where=differing(given),
        ).returning(WAS_INSERTED)
        return OUTCOMES[await self._connection.scalar(upsert)]
