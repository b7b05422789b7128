"""`workbook serve`: the service over one way, on a Postgres that is there or comes along."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Annotated, Any

import typer

from shared.errors import InvalidInput
from shared.postgres import NoServer
from shared.settings import Driver, Settings
from workbook.options import cannot_run
from workbook.service.place import NotMigrated, Place, migrated_place
from workbook.service.settings import ServiceSettings
from workbook.ways import NoSuchWay, Way, chosen_ways

NEEDED = ("fastapi", "uvicorn", "prometheus_client")


class CannotServe(Exception):
    """The service cannot run; the message is one sentence that says why."""


def service(
    *,
    variant: Annotated[
        str, typer.Option(metavar="NAME", help="The way: one of ours, or module:Class.")
    ] = "asyncpg_raw",
    driver: Annotated[Driver, typer.Option(help="What it speaks through.")] = "asyncpg",
    postgres: Annotated[
        str | None,
        typer.Option(
            metavar="WHERE",
            help="embedded (the default), container, or the database at postgresql://...",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    pool_size: Annotated[int, typer.Option(min=1, help="Most connections at a time.")] = 10,
    slow: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Log operations from this on.")
    ] = 0.5,
) -> None:
    """Serve tasks and projects over HTTP; one way behind it, the same answers for all."""
    try:
        [way] = chosen_ways([variant], driver)
        _require_libraries()
        with migrated_place(postgres) as found:
            _serve(way, found, (host, port), pool_size, slow)
    except (NoServer, NoSuchWay, NotMigrated, CannotServe, InvalidInput) as error:
        raise cannot_run(error) from error


def _require_libraries() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise CannotServe(f"{', '.join(missing)} not installed: it takes the extra [service]")


def _serve(way: Way, found: Place, where: tuple[str, int], pool_size: int, slow: float) -> None:
    # Only here, for other commands have no need of it, and it may not be installed.
    service_app: Any = importlib.import_module("workbook.service.app")
    server: Any = importlib.import_module("workbook.service.server")
    database = Settings(
        found.url, driver=way.driver, pool_size=pool_size, application_name=f"workbook {way.label}"
    )
    app = service_app.create_app(way, ServiceSettings(database, slow_operation=slow))
    try:
        listener = server.listen(*where)
    except OSError as error:
        raise CannotServe(f"cannot listen at {where[0]}:{where[1]}: {error.strerror}") from error
    typer.echo(f"{way.label} on {found.description}")
    typer.echo(f"{server.address(listener)}/docs")
    server.run(app, listener)
