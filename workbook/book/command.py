"""`workbook book`: writes the book, runs its traps anew, takes pictures of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from asyncpg import InsufficientPrivilegeError
from rich.console import Console

from shared.errors import RepositoryError
from shared.postgres import NoServer, Server, serve
from shared.settings import Driver
from workbook.book import fifth, pictures, site, trap, trap_run
from workbook.book.error import BookError
from workbook.book.material import from_ledger
from workbook.ledger.store import BadLedger
from workbook.options import Postgres, cannot_run
from workbook.progress import Progress
from workbook.ways import NoSuchWay, chosen_ways

FOLDER = Path("book")
REASONS = (
    *(BadLedger, BookError, InsufficientPrivilegeError, NoServer, NoSuchWay),
    *(OSError, RepositoryError, trap.BadTrap),
)


def book(
    *,
    variant: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="This way only, or module:Class; repeatable."),
    ] = None,
    driver: Annotated[
        Driver, typer.Option(help="The ways that speak through this one.")
    ] = "asyncpg",
    postgres: Postgres = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where it goes.")] = FOLDER,
    again: Annotated[
        bool, typer.Option("--record", help="First run all traps and write anew what they took.")
    ] = False,
    images: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="FOLDER", help="Take the README's pictures of it."),
    ] = None,
) -> None:
    """Write the four ways side by side as a static site, from the ledger and the sources."""
    console = Console()
    try:
        if again:
            _record_traps(console, postgres)
        known = from_ledger(chosen_ways(variant or (), driver))
        site.write(fifth.complete(known, console, postgres), out)
        taken = [] if images is None else list(pictures.take(out, images))
    except REASONS as error:
        raise cannot_run(error) from error
    for path in (out / "index.html", *taken):
        console.print(f"Written: {path}", soft_wrap=True, highlight=False)


def _record_traps(console: Console, postgres: str | None) -> None:
    async def running(server: Server) -> trap.Recorded:
        return await trap_run.record(server, Progress(console))

    with serve(postgres) as server:
        trap.RECORDED.write_text(trap.as_text(asyncio.run(running(server))), encoding="utf-8")
    trap.recorded.cache_clear()
