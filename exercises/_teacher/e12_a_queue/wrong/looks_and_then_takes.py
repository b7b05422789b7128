"""Reads a free task, then updates it: two workers read the same.

way = "asyncpg_raw"
fails = [
    "test_two_workers_get_two_tasks_at_once",
    "test_the_last_task_is_not_waited_for",
    "test_many_workers_share_the_queue",
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
        free = "SELECT id FROM tasks WHERE NOT done AND assignee IS NULL ORDER BY id LIMIT 1"
        take = f"""
            UPDATE tasks SET assignee = $1, version = version + 1
            WHERE id = $2 RETURNING {TASK_COLUMNS}"""
        task_id = await self._connection.fetchval(free)
        row = await self._connection.fetchrow(take, worker, task_id)
        return None if row is None else Task(*row)
