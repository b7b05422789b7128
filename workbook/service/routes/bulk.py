"""Many tasks in one body: stored, imported, exported."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.domain import ImportResult, NewTask
from workbook.service.answers import Ids
from workbook.service.export import MEDIA_TYPE, Lines
from workbook.service.openapi import problems, streamed
from workbook.service.queries import TasksAsked
from workbook.service.units import Unit
from workbook.service.wire import Schemas

NewTasks = Callable[..., list[NewTask]]


class Abandoned(Exception):
    """The client did not take all of it: rolls the transaction back, whatever state it is in."""


def router(schemas: Schemas) -> APIRouter:
    """All of them, with the bodies of one way."""
    routes = APIRouter(prefix="/tasks", tags=["bulk"])
    routes.post("/bulk", status_code=201, responses=problems(409, 413, 422))(
        creating(schemas.new_tasks)
    )
    routes.post("/import", responses=problems(409, 413, 422))(importing(schemas.new_tasks))
    routes.get(
        "/export",
        response_class=StreamingResponse,
        responses=streamed(MEDIA_TYPE) | problems(422),
    )(exporting(schemas.task))
    return routes


def creating(body: NewTasks) -> Callable[..., Awaitable[Ids]]:
    """The route that stores what `body` reads."""

    async def create_tasks(new: Annotated[list[NewTask], Depends(body)], unit: Unit) -> Ids:
        """Store all of the tasks, or none."""
        return Ids(ids=[*await unit.write(lambda repository: repository.add_tasks(new))])

    return create_tasks


def importing(body: NewTasks) -> Callable[..., Awaitable[ImportResult]]:
    """The route that imports what `body` reads."""

    async def import_tasks(
        new: Annotated[list[NewTask], Depends(body)], unit: Unit
    ) -> ImportResult:
        """Store or update all of the tasks by their `external_id`, or none."""
        return await unit.write(lambda repository: repository.import_tasks(new))

    return import_tasks


def exporting(model: type[BaseModel]) -> Callable[..., Awaitable[Response]]:
    """The route that writes tasks as `model` says."""

    async def opened(request: Request, asked: TasksAsked) -> AsyncIterator[Lines]:
        """The stream and its transaction, which ends once the answer was sent, or cannot be."""
        state = request.app.state
        with state.observation.operation("stream_tasks"), suppress(Abandoned):
            async with state.database.transaction(read_only=True) as repository:
                lines = Lines(repository.stream_tasks(asked.where), model)
                yield lines
                if not lines.ended:
                    raise Abandoned

    async def export_tasks(lines: Annotated[Lines, Depends(opened)], unit: Unit) -> Response:
        """All matching tasks as they are now, by id, a JSON object on each line.

        An answer that breaks off before its end is not complete.
        """
        await unit.within_limits(lines.begin())
        return StreamingResponse(lines, media_type=MEDIA_TYPE)

    return export_tasks
