"""`workbook worker NAME`: takes tasks as they come, and tells each on a line of its own."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Annotated

import typer

from shared.errors import RepositoryError
from shared.postgres import NoServer
from shared.protocol import Task
from shared.settings import Driver, Settings
from workbook.options import cannot_run
from workbook.service.consumer import Consumer
from workbook.service.place import NotMigrated, migrated_place
from workbook.service.wakeups import listening
from workbook.ways import NoSuchWay, Way, chosen_ways


def worker(
    name: Annotated[str, typer.Argument(help="The assignee; nobody else's name.")],
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
    poll: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="Look so often, if nobody tells.")
    ] = 5.0,
) -> None:
    """Claim tasks as they come, print them, mark them done; woken after `workbook db notify`."""
    try:
        [way] = chosen_ways([variant], driver)
        with migrated_place(postgres) as found, suppress(KeyboardInterrupt, asyncio.CancelledError):
            settings = Settings(
                found.url, driver=driver, pool_size=1, application_name=f"workbook {name}"
            )
            asyncio.run(_work(way, settings, name, poll))
    except (NoServer, NoSuchWay, NotMigrated, RepositoryError) as error:
        raise cannot_run(error) from error


async def _work(way: Way, settings: Settings, name: str, poll: float) -> None:
    """Until it is ended: by Ctrl-C or SIGTERM, between two steps of the loop."""
    async with way.database.open(settings) as database, listening(settings) as wakeups:
        working = asyncio.create_task(Consumer(database, wakeups, name, poll).run(_tell))
        loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(working.cancel))
        await working


async def _tell(task: Task) -> None:
    typer.echo(f"{task.id}\t{task.title}")
