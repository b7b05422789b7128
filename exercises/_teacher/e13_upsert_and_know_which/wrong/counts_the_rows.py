"""Takes one row for an insert and none for an update: an update is one row as well.

way = "sqlalchemy_core"
fails = [
    "test_another_import_is_quicker",
    "test_a_known_task_is_told",
    "test_twice_in_one_transaction",
    "test_nothing_becomes_something",
]
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlalchemy_core.mapping import (
    NEW_TASK_COLUMNS,
    differing,
    tasks,
    values_of,
)


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
        )
        result = await self._connection.execute(upsert)
        return Outcome.INSERTED if result.rowcount == 1 else Outcome.UNCHANGED
