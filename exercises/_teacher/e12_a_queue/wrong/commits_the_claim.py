"""Commits at once, so that others see the claim: if the worker dies, nobody gets the task.

way = "asyncpg_raw"
fails = [
    "test_a_dead_workers_task_is_free_again",
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
            WHERE id = (
                SELECT id FROM tasks WHERE NOT done AND assignee IS NULL
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            RETURNING {TASK_COLUMNS}"""
        row = await self._connection.fetchrow(statement, worker)
        await self._connection.execute("COMMIT; BEGIN")
        return None if row is None else Task(*row)
