"""Tasks, one by one and page by page, and handed out to workers."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.domain import NewTask, TaskChanges
from shared.protocol import Task
from workbook.service.answers import Claim, Completed, Count
from workbook.service.etags import expected_version, tag
from workbook.service.openapi import LINK, LOCATION, TAG, answers, problems
from workbook.service.queries import PathId, TaskPageAsked, TasksAsked, link_next
from workbook.service.units import Unit
from workbook.service.wire import Schemas

Version = Annotated[int | None, Depends(expected_version)]


def router(schemas: Schemas) -> APIRouter:
    """All of them, with the bodies of one way."""
    routes = APIRouter(prefix="/tasks", tags=["tasks"])
    task = schemas.task
    created = answers(201, LOCATION, TAG) | problems(409, 422)
    claimed = answers(200, TAG) | {204: {"description": "No task is free"}} | problems(422)
    listed = answers(200, LINK) | problems(422)
    read = answers(200, TAG) | problems(404, 422)
    edited = answers(200, TAG) | problems(400, 404, 409, 412, 422, 428)
    routes.get("", response_model=schemas.tasks, responses=listed)(list_tasks)
    routes.get("/count", responses=problems(422))(count_tasks)
    routes.post("", status_code=201, response_model=task, responses=created)(
        creating(schemas.new_task)
    )
    routes.post("/claim", response_model=task, responses=claimed)(claim_task)
    routes.post("/complete", responses=problems(422))(complete_tasks)
    routes.get("/{task_id}", response_model=task, responses=read)(read_task)
    routes.patch("/{task_id}", response_model=task, responses=edited)(editing(schemas.task_changes))
    routes.delete("/{task_id}", status_code=204, responses=problems(404, 422))(delete_task)
    return routes


def creating(body: Callable[..., NewTask]) -> Callable[..., Awaitable[Task]]:
    """The route that stores what `body` reads."""

    async def create_task(
        new: Annotated[NewTask, Depends(body)], unit: Unit, response: Response
    ) -> Task:
        """Store a task."""
        task = await unit.write(lambda repository: repository.add_task(new))
        response.headers["Location"] = f"/tasks/{task.id}"
        return tag(response, task)

    return create_task


def editing(body: Callable[..., TaskChanges]) -> Callable[..., Awaitable[Task]]:
    """The route that changes what `body` reads."""

    async def edit_task(
        task_id: PathId,
        changes: Annotated[TaskChanges, Depends(body)],
        expected_version: Version,
        unit: Unit,
        response: Response,
    ) -> Task:
        """Change the given fields of the task that was read; its version is its ETag."""
        task = await unit.write(
            lambda repository: repository.edit_task(
                task_id, expected_version=expected_version, **changes
            )
        )
        return tag(response, task)

    return edit_task


async def list_tasks(
    asked: TaskPageAsked, unit: Unit, request: Request, response: Response
) -> Sequence[Task]:
    """One page of the matching tasks, by id; `Link` leads to the next."""
    tasks = await unit.read(
        lambda repository: repository.list_tasks(asked.where, after=asked.after, limit=asked.limit)
    )
    link_next(request, response, [task.id for task in tasks], asked.limit)
    return tasks


async def count_tasks(asked: TasksAsked, unit: Unit) -> Count:
    """How many tasks match."""
    return Count(count=await unit.read(lambda repository: repository.count_tasks(asked.where)))


async def claim_task(claim: Claim, unit: Unit, response: Response) -> Task | Response:
    """Give the oldest open task that nobody has to the assignee."""
    task = await unit.write(lambda repository: repository.claim_task(claim.assignee))
    return Response(status_code=HTTPStatus.NO_CONTENT) if task is None else tag(response, task)


async def complete_tasks(asked: TasksAsked, unit: Unit) -> Completed:
    """Mark the matching open tasks as done; without a condition, all of them."""
    completed = await unit.write(lambda repository: repository.complete_tasks(asked.where))
    return Completed(completed=completed)


async def read_task(task_id: PathId, unit: Unit, response: Response) -> Task:
    """The task with this id."""
    return tag(response, await unit.read(lambda repository: repository.get_task(task_id)))


async def delete_task(task_id: PathId, unit: Unit) -> None:
    """Remove the task."""
    await unit.write(lambda repository: repository.delete_task(task_id))
