"""Gives every free task to the first worker that asks.

way = "asyncpg_raw"
fails = [
    "test_the_oldest_free_task_is_claimed",
    "test_two_workers_get_two_tasks_at_once",
    "test_only_one_task_changes",
    "test_many_workers_share_the_queue",
    "test_the_last_task_is_not_waited_for",
    "test_a_living_worker_keeps_its_task",
]
"""

from __future__ import annotations

from typing import Any

from asyncpg.pool import PoolConnectionProxy

from variants.asyncpg_raw.mapping import TASK_COLUMNS, Task


class Answer:
    def __init__(self, connection: PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def claim_task(self, worker: str) -> Task | None:
        statement = f"""
            UPDATE tasks SET assignee = $1, version = version + 1
            WHERE NOT done AND assignee IS NULL RETURNING {TASK_COLUMNS}"""
        rows = await self._connection.fetch(statement, worker)
        claimed = sorted((Task(*row) for row in rows), key=lambda task: task.id)
        return claimed[0] if claimed else None
