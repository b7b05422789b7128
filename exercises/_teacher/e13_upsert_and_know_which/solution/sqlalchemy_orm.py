"""e13 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlalchemy_orm.mapping import NEW_TASK_COLUMNS, WAS_INSERTED, Task, values_of

# No row comes back where the condition of the update did not hold.
OUTCOMES = {True: Outcome.INSERTED, False: Outcome.UPDATED, None: Outcome.UNCHANGED}


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def import_task(self, new: NewTask) -> Outcome:
        statement = postgresql.insert(Task).values(values_of(new))
        given = {column: statement.excluded[column] for column in NEW_TASK_COLUMNS}
        differs = [getattr(Task, column).is_distinct_from(value) for column, value in given.items()]
        # By statement, past the unit of work: the version is raised by hand.
        upsert = statement.on_conflict_do_update(
            index_elements=[Task.external_id],
            set_={**given, "version": Task.version + 1},
            where=or_(*differs),
        ).returning(WAS_INSERTED)
        return OUTCOMES[await self._session.scalar(upsert)]
