"""Lets the session find the object and add it if there is none: between the two another adds it.

way = "sqlmodel_orm"
fails = ["test_one_statement_is_sent", "test_another_import_is_quicker"]
"""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from exercises.e13_upsert_and_know_which.contract import Outcome
from shared.domain import NewTask
from variants.sqlmodel_orm.mapping import Task, values_of


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def import_task(self, new: NewTask) -> Outcome:
        found = select(Task).where(col(Task.external_id) == new.external_id).with_for_update()
        task = (await self._session.exec(found)).one_or_none()
        if task is None:
            self._session.add(Task(**values_of(new)))
            await self._session.flush()
            return Outcome.INSERTED
        task.sqlmodel_update(values_of(new))
        if not self._session.is_modified(task):
            return Outcome.UNCHANGED
        await self._session.flush()
        return Outcome.UPDATED
