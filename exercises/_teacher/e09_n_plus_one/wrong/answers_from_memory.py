"""Reads anew, but the session keeps the objects that it has as they were.

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
        statement = select(Project).options(selectinload(Project.tasks)).order_by(Project.id)
        result = await self._session.scalars(statement)
        return result.all()
