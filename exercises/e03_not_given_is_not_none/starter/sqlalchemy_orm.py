"""e03 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy.ext.asyncio import AsyncSession

from shared.domain import TaskChanges
from variants.sqlalchemy_orm.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        raise TodoError("task 1: set the attributes that are given")
