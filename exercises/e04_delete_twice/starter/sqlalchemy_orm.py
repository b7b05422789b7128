"""e04 in the SQLAlchemy ORM. You are in a transaction, which is committed for you."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def delete_task(self, task_id: int) -> None:
        raise TodoError("task 1: delete the row with this id, and see whether there was one")

    async def delete_done_tasks(self, project_id: int) -> int:
        raise TodoError("task 2: delete the done tasks of the project, and count them")

    async def delete_project(self, project_id: int) -> None:
        raise TodoError("task 3: delete the project, but not its tasks")
