"""Takes NOWAIT for not waiting: the second worker gets an error instead of a task.

way = "sqlalchemy_core"
fails = [
    "test_two_workers_get_two_tasks_at_once",
    "test_the_last_task_is_not_waited_for",
    "test_many_workers_share_the_queue",
    "test_a_living_worker_keeps_its_task",
]
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from variants.sqlalchemy_core.mapping import Task, tasks


class Answer:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_task(self, worker: str) -> Task | None:
        free = select(tasks.c.id).where(~tasks.c.done, tasks.c.assignee.is_(None))
        oldest = free.order_by(tasks.c.id).limit(1).with_for_update(nowait=True)
        statement = (
            update(tasks)
            .where(tasks.c.id == oldest.scalar_subquery())
            .values(assignee=worker, version=tasks.c.version + 1)
            .returning(tasks)
        )
        row: Task | None = (await self._connection.execute(statement)).one_or_none()
        return row
