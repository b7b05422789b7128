"""Loads eagerly, but still one project at a time.

way = "sqlmodel_orm"
fails = [
    "test_statements_do_not_grow",
    "test_the_whole_page_is_two_statements_at_most",
    "test_a_hundred_projects_are_two_statements_at_most",
]
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from variants.sqlmodel_orm.mapping import WITH_TASKS, Project


class Answer:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[Project]:
        ids = await self._session.exec(select(Project.id).order_by(col(Project.id)))
        return [
            await self._session.get_one(
                Project, project_id, options=[WITH_TASKS], populate_existing=True
            )
            for project_id in ids.all()
        ]
