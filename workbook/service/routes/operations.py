"""What those ask who run the service: is it alive, is it ready, how is it doing."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.errors import RepositoryError, Unavailable
from workbook.service.answers import Status
from workbook.service.openapi import problems
from workbook.service.units import Unit

READY_WITHIN = 2.0
"""Seconds in which Postgres must have answered."""


def router() -> APIRouter:
    """All of them; they are the same for every way."""
    routes = APIRouter(tags=["operations"])
    routes.get("/health")(health)
    routes.get("/ready", responses=problems(503))(ready)
    routes.get("/metrics", response_class=PlainTextResponse)(metrics)
    return routes


async def health() -> Status:
    """The process answers. Asks nothing of Postgres: a restart would not mend that."""
    return Status(status="alive")


async def ready(unit: Unit) -> Status:
    """Postgres answers too, and has the tables."""
    try:
        async with asyncio.timeout(READY_WITHIN):
            await unit.read(lambda repository: repository.list_tasks(limit=1))
    except (RepositoryError, TimeoutError) as error:
        raise Unavailable("not ready") from error
    return Status(status="ready")


async def metrics(request: Request) -> Response:
    """For Prometheus."""
    text = generate_latest(request.app.state.metrics.registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
