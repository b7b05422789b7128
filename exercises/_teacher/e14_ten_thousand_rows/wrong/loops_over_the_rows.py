"""Sends an INSERT for each task, and waits for its answer.

way = "asyncpg_raw"
fails = ["test_ten_thousand_need_few_round_trips", "test_nothing_is_sent_for_no_tasks"]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING id"""
        async with self._connection.transaction():
            return [await self._connection.fetchval(statement, *values_of(task)) for task in new]
