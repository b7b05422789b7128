"""e03 in raw asyncpg. You are in a transaction, which is committed for you."""

from __future__ import annotations

from typing import Any, Unpack

from asyncpg.pool import PoolConnectionProxy

from shared.domain import TaskChanges
from variants.asyncpg_raw.mapping import Task
from workbook.learn import TodoError


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def edit_task(self, task_id: int, **changes: Unpack[TaskChanges]) -> Task:
        raise TodoError("task 1: update the columns that are given, and only those")
