"""`workbook mistakes`: who notices which mistake, as it is kept or tried anew."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Grid

from shared import migrations
from shared.postgres import NoServer, Server, fresh_database, serve
from workbook.mistakes.catalogue import MISTAKES, WAYS
from workbook.mistakes.checkers import CheckerFailed, mypy_complaints, ty_complaints
from workbook.mistakes.table import FILE, Table, load, text_of
from workbook.mistakes.trial import try_all
from workbook.options import Postgres, cannot_run

WAY_WIDTH = len("sqlalchemy")  # the checkers on one line, the run on the next


def mistakes(
    *,
    postgres: Postgres = None,
    again: Annotated[
        bool, typer.Option("--record", help="Try all of them and write the table anew.")
    ] = False,
) -> None:
    """Show who notices which typical mistake: mypy, ty, the library, Postgres, or nobody."""
    if again:
        try:
            with serve(postgres) as server:
                FILE.write_text(text_of(asyncio.run(_tried(server))))
        except (NoServer, CheckerFailed) as error:
            raise cannot_run(error) from error
    Console().print(grid_of(load()))


async def _tried(server: Server) -> Table:
    async with fresh_database(server) as url:
        await migrations.upgrade(url)
        return await try_all(url, mypy_complaints(), ty_complaints())


def grid_of(table: Table) -> Grid:
    """A row for each mistake, a column for each way, and below how many each one notices."""
    grid = Grid(box=box.MINIMAL, show_edge=False, pad_edge=False)
    grid.add_column("")
    for way in WAYS:
        grid.add_column(way.replace("_", "\n"), max_width=WAY_WIDTH)
    for name, by_way in table.verdicts.items():
        grid.add_row(MISTAKES[name], *(str(by_way[way]) for way in WAYS))
    grid.add_section()
    for who in table.totals[WAYS[0]]:
        grid.add_row(who, *(str(table.totals[way][who]) for way in WAYS))
    return grid
