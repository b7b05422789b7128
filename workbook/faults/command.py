"""`workbook faults`: shows what comes of each fault, writes it anew, or tells whether it holds."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from shared.postgres import NoServer, Server, serve
from workbook.faults import store
from workbook.faults.grid import FAULTS, Grid, record_faults
from workbook.faults.show import show
from workbook.ledger.command import TASKS, all_ways
from workbook.operations import OPERATIONS
from workbook.options import DISAGREE, Postgres, cannot_run
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.suspensions import count_suspensions
from workbook.warm_calls import WarmCalls
from workbook.ways import chosen_ways


def faults(
    *,
    postgres: Postgres = None,
    again: Annotated[
        bool, typer.Option("--record", help="Make all faults happen and write the grid anew.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--check", help="Make them happen; status 1 if the grid is wrong.")
    ] = False,
) -> None:
    """Show what each way does when something breaks, and what the libraries raise below it."""
    console = Console()
    if not again and not compare:
        show(store.read(), console)
        return
    try:
        grid = _recorded(console, postgres)
    except NoServer as error:
        raise cannot_run(error) from error
    if again:
        store.write(grid)
        console.print(f"{len(grid.lines)} faults written to {store.FILE.name}")
    if compare:
        _tell(grid, console)


def _recorded(console: Console, postgres: str | None) -> Grid:
    with serve(postgres) as server:
        console.print(server.describe(), soft_wrap=True, highlight=False)
        return asyncio.run(record(server, Progress(console)))


async def record(server: Server, progress: Progress) -> Grid:
    """The whole grid, for our ways on both drivers."""
    lines = await record_faults(server, all_ways(), FAULTS, progress)
    ways = chosen_ways((), "asyncpg")
    calls = WarmCalls(OPERATIONS, Sample.make(TASKS), count_suspensions)
    return Grid(lines, await calls.through(server, ways, progress))


def _tell(grid: Grid, console: Console) -> None:
    disagreements = list(store.disagreements(store.read(), grid))
    for line in disagreements:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if disagreements:
        console.print("The grid is wrong; after a look: workbook faults --record", style="red")
        raise typer.Exit(DISAGREE)
    console.print("The grid says what comes of every fault.", style="green")
