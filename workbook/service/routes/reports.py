"""Reports over all projects."""

from collections.abc import Sequence

from fastapi import APIRouter

from shared.domain import ProjectSummary
from shared.protocol import Task
from workbook.service.openapi import problems
from workbook.service.queries import NewestAsked
from workbook.service.units import Unit
from workbook.service.wire import Schemas


def router(schemas: Schemas) -> APIRouter:
    """All of them, with the bodies of one way."""
    routes = APIRouter(prefix="/reports", tags=["reports"])
    routes.get("/projects", response_model=list[ProjectSummary])(summarize_projects)
    routes.get("/newest", response_model=schemas.tasks, responses=problems(422))(newest_tasks)
    return routes


async def summarize_projects(unit: Unit) -> Sequence[ProjectSummary]:
    """Figures of every project, by id."""
    return await unit.read(lambda repository: repository.summarize_projects())


async def newest_tasks(asked: NewestAsked, unit: Unit) -> Sequence[Task]:
    """The newest tasks of each project, by project, newest first."""
    return await unit.read(lambda repository: repository.newest_tasks(asked.per_project))
