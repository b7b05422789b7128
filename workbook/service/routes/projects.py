"""Projects, each with its tasks."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from shared.protocol import Project
from workbook.service.answers import ProjectInput
from workbook.service.openapi import LINK, LOCATION, answers, problems
from workbook.service.queries import PathId, ProjectsAsked, link_next
from workbook.service.units import Unit
from workbook.service.wire import Schemas


def router(schemas: Schemas) -> APIRouter:
    """All of them, with the bodies of one way."""
    routes = APIRouter(prefix="/projects", tags=["projects"])
    project = schemas.project
    created = answers(201, LOCATION) | problems(409, 422)
    listed = answers(200, LINK) | problems(422)
    routes.get("", response_model=schemas.projects, responses=listed)(list_projects)
    routes.post("", status_code=201, response_model=project, responses=created)(create_project)
    routes.get("/{project_id}", response_model=project, responses=problems(404, 422))(read_project)
    routes.delete("/{project_id}", status_code=204, responses=problems(404, 422))(delete_project)
    return routes


async def list_projects(
    asked: ProjectsAsked, unit: Unit, request: Request, response: Response
) -> Sequence[Project]:
    """One page of the projects, by id; `Link` leads to the next."""
    projects = await unit.read(
        lambda repository: repository.list_projects(after=asked.after, limit=asked.limit)
    )
    link_next(request, response, [project.id for project in projects], asked.limit)
    return projects


async def create_project(new: ProjectInput, unit: Unit, response: Response) -> Project:
    """Store a project."""
    project = await unit.write(lambda repository: repository.add_project(new.name))
    response.headers["Location"] = f"/projects/{project.id}"
    return project


async def read_project(project_id: PathId, unit: Unit) -> Project:
    """The project with this id."""
    return await unit.read(lambda repository: repository.get_project(project_id))


async def delete_project(project_id: PathId, unit: Unit) -> None:
    """Remove the project; its tasks stay and belong to none."""
    await unit.write(lambda repository: repository.delete_project(project_id))
