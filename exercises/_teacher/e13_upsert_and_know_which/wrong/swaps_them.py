"""Reads xmax the wrong way round.

way = "sqlmodel_orm"
fails = [
    "test_another_import_is_quicker",
    "test_a_new_task_is_told",
    "test_a_known_task_is_told",
    "test_twice_in_one_transaction",
    "test_nothing_becomes_something",
]
"""

from __future__ import annotations

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlmodel_orm.mapping import NEW_TASK_COLUMNS, WAS_INSERTED, Task, values_of

# No row comes back where the condition of the update did not hold.
OUTCOMES = {True: Outcome.UPDATED, False: Outcome.INSERTED, None: Outcome.UNCHANGED}


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def import_task(self, new: NewTask) -> Outcome:
        statement = postgresql.insert(Task).values(values_of(new))
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        differs = [getattr(Task, column).is_distinct_from(value) for column, value in given.items()]
        # By statement, past the unit of work: the version is raised by hand.
        upsert = statement.on_conflict_do_update(
            index_elements=[col(Task.external_id)],
            set_={**given, "version": col(Task.version) + 1},
            where=or_(*differs),
        ).returning(WAS_INSERTED)
        result = await self._session.exec(upsert)
        return OUTCOMES[result.scalar_one_or_none()]
