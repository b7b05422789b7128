"""`workbook ledger`: shows what each way sends, writes it anew, or tells whether it still holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, get_args

import typer
from rich.console import Console

from shared.postgres import NoServer, serve
from shared.settings import Driver
from workbook.ledger import check, store
from workbook.ledger.entry import Entry
from workbook.ledger.record import record
from workbook.ledger.show import show
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.options import DISAGREE, Postgres, cannot_run
from workbook.progress import Progress
from workbook.sample import Sample
from workbook.selection import NoSuchOperation, chosen_operations
from workbook.ways import Way, chosen_ways

TASKS = 5_000


def ledger(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OPERATION]...", help="Only these: list_tasks, list_tasks.after, …"
        ),
    ] = None,
    *,
    driver: Annotated[Driver, typer.Option(help="What is sent through this one.")] = "asyncpg",
    postgres: Postgres = None,
    again: Annotated[
        bool, typer.Option("--record", help="Run all operations and write the ledger anew.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--check", help="Run all operations; status 1 if the ledger is wrong.")
    ] = False,
) -> None:
    """Show what each way sends for each operation: the SQL, the round trips, the sender's line."""
    console = Console()
    try:
        if again or compare:
            entries = _recorded(console, postgres)
            if again:
                store.write(entries)
                console.print(f"{len(entries)} operations written to {store.FOLDER.name}/")
            if compare:
                _tell(list(check.disagreements(entries)), console)
        else:
            _show(chosen_operations(names or ()), driver, console)
    except (NoServer, NoSuchOperation, store.BadLedger) as error:
        raise cannot_run(error) from error


def all_ways() -> list[Way]:
    """Ours, on every driver that they speak through. Raises NoSuchWay."""
    return [way for driver in get_args(Driver) for way in chosen_ways((), driver)]


def _recorded(console: Console, postgres: str | None) -> list[Entry]:
    ways = all_ways()
    with serve(postgres) as server:
        console.print(server.describe(), soft_wrap=True, highlight=False)
        running = record(server, ways, Sample.make(TASKS), Progress(console), OPERATIONS)
        return asyncio.run(running)


def _tell(disagreements: Sequence[str], console: Console) -> None:
    for line in disagreements:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if disagreements:
        console.print("The ledger is wrong; after a look: workbook ledger --record", style="red")
        raise typer.Exit(DISAGREE)
    console.print("The ledger says what the ways send.", style="green")


def _show(operations: Sequence[Operation], driver: Driver, console: Console) -> None:
    labels = [way.label for way in chosen_ways((), driver)]
    for operation in operations:
        show(operation, store.read(operation.name), labels, console)
