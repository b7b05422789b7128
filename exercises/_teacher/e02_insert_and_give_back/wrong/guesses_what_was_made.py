"""Asks for the id alone, and fills in what the defaults have probably made.

way = "asyncpg_raw"
fails = [
    "test_the_stored_task_is_given_back",
    "test_the_moment_is_by_postgres_s_clock",
    "test_what_was_stored_stays_readable",
    "test_the_task_of_another_is_not_taken_for_it",
]
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from asyncpg.pool import PoolConnectionProxy

from shared.domain import NewTask
from variants.asyncpg_raw.mapping import NEW_TASK_COLUMNS, Task, values_of


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def add_task(self, new: NewTask) -> Task:
        statement = f"""
            INSERT INTO tasks ({", ".join(NEW_TASK_COLUMNS)}) VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING id"""
        task_id = await self._connection.fetchval(statement, *values_of(new))
        return Task(
            task_id,
            new.title,
            new.done,
            new.project_id,
            new.assignee,
            new.due_at,
            new.external_id,
            version=1,
            created_at=datetime.now(UTC),
        )
