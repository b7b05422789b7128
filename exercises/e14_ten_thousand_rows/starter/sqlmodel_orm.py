"""e14 in SQLModel. Nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.domain import NewTask
from workbook.learn import TodoError


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_tasks(self, new: Sequence[NewTask]) -> Sequence[int]:
        raise TodoError("task 1: store all of them with a few statements")
