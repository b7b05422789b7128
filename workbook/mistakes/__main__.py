"""`python -m workbook.mistakes`: try all mistakes, rewrite table.json, print the table."""

from __future__ import annotations

import asyncio
import sys

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from shared import migrations
from shared.postgres import NoServer, Server, fresh_database, serve
from workbook.mistakes.catalogue import MISTAKES, WAYS
from workbook.mistakes.checkers import mypy_complaints, ty_complaints
from workbook.mistakes.table import FILE, Table, text_of
from workbook.mistakes.trial import try_all

WAY_WIDTH = len("sqlalchemy")  # the checkers on one line, the run on the next


def main() -> None:
    """Do all of it, with the server that WORKBOOK_POSTGRES names, or the embedded one."""
    try:
        with serve() as server:
            table = asyncio.run(_tried(server))
    except NoServer as error:
        sys.exit(f"no Postgres: {error}")
    FILE.write_text(text_of(table))
    Console().print(grid_of(table))


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


if __name__ == "__main__":
    main()
