"""e03 in SQLAlchemy Core. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain import TaskChanges
from variants.sqlalchemy_core.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        raise TodoError("task 1: update the columns that are given, and only those")
