"""Looks at the assignee only.

way = "sqlmodel_orm"
fails = [
    "test_the_oldest_free_task_is_claimed",
    "test_an_empty_queue_gives_none",
    "test_two_workers_get_two_tasks_at_once",
    "test_only_one_task_changes",
    "test_many_workers_share_the_queue",
    "test_the_last_task_is_not_waited_for",
    "test_a_living_worker_keeps_its_task",
]
"""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import Task


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim_task(self, worker: str) -> Task | None:
        free = select(Task).where(col(Task.assignee).is_(None))
        oldest = free.order_by(col(Task.id)).limit(1).with_for_update(skip_locked=True)
        task = (await self._session.exec(oldest)).one_or_none()
        if task is not None:
            task.assignee = worker
            await self._session.flush()
        return task
