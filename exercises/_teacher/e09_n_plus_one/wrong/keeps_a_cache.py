"""Sends nothing the second time, and answers with what was once there.

way = "sqlalchemy_orm"
fails = ["test_what_others_did_meanwhile_is_seen"]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from variants.sqlalchemy_orm.mapping import Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        known: list[Project] = self._session.info.setdefault("projects", [])
        if not known:
            statement = select(Project).options(selectinload(Project.tasks)).order_by(Project.id)
            known.extend(await self._session.scalars(statement))
        return known
