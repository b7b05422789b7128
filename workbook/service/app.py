"""The service as an ASGI app: routes, limits and figures around one way's database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from workbook.service import handlers, schemas, sqlmodel_schemas
from workbook.service.metrics import Metrics
from workbook.service.middleware import BodyLimit, RequestIds, Timing
from workbook.service.observed import Observation
from workbook.service.openapi import DESCRIPTION, EVERYWHERE, TITLE, DocumentedApp
from workbook.service.routes import bulk, operations, problems, projects, reports, tasks
from workbook.service.settings import ServiceSettings
from workbook.service.tracing import spans
from workbook.service.wire import Schemas
from workbook.ways import Way

VERSION = "1.0.0"
"""Of the interface. It rises with the routes, not with the project."""


def create_app(way: Way, settings: ServiceSettings) -> FastAPI:
    """The app over this way. Its database is open while its lifespan lasts."""
    app = DocumentedApp(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lambda app: _database(app, way, settings),
        responses=EVERYWHERE,
        generate_unique_id_function=_name,
    )
    metrics = app.state.metrics = Metrics()
    app.state.settings = settings
    app.state.observation = Observation(metrics, spans(way.label), settings.slow_operation)
    handlers.install(app)
    _add_routes(app, schemas_of(way))
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, largest=settings.largest_body)
    app.add_middleware(Timing, metrics=metrics)
    app.add_middleware(RequestIds)
    return app


def schemas_of(way: Way) -> Schemas:
    """The classes of its bodies: SQLModel brings its own."""
    return sqlmodel_schemas.SCHEMAS if way.name == "sqlmodel_orm" else schemas.SCHEMAS


def _add_routes(app: FastAPI, chosen: Schemas) -> None:
    """Bulk first: its paths are fixed, and those of tasks end in an id."""
    for one in (bulk, tasks, projects, reports):
        app.include_router(one.router(chosen))
    app.include_router(problems.router())
    app.include_router(operations.router())


@asynccontextmanager
async def _database(app: FastAPI, way: Way, settings: ServiceSettings) -> AsyncIterator[None]:
    """Open for as long as the app runs, and closed within its bound."""
    async with way.database.open(settings.database) as database:
        app.state.database = database
        app.state.metrics.watch_pool(database.pool_status)
        yield


def _name(route: APIRoute) -> str:
    """The operation's name is the function's."""
    return route.name
