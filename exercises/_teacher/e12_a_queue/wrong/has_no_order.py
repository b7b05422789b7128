"""Takes any free task, usually not the oldest.

way = "sqlalchemy_orm"
fails = [
    "test_the_oldest_free_task_is_claimed",
    "test_two_workers_get_two_tasks_at_once",
    "test_only_one_task_changes",
    "test_a_living_worker_keeps_its_task",
]
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from variants.sqlalchemy_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim_task(self, worker: str) -> Task | None:
        free = select(Task).where(~Task.done, Task.assignee.is_(None))
        newest_first = free.order_by(Task.created_at.desc())
        statement = newest_first.limit(1).with_for_update(skip_locked=True)
        task = (await self._session.scalars(statement)).one_or_none()
        if task is not None:
            task.assignee = worker
            await self._session.flush()
        return task
