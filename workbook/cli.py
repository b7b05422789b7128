"""The command `workbook`. By itself it does the main job: compare all ways, show it, write it.

Exit status: 0 if the ways agree, 1 if they do not, 2 if they could not be compared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from asyncpg import InsufficientPrivilegeError
from rich.console import Console

from shared.postgres import NoServer, serve
from shared.settings import Driver
from workbook import report
from workbook.bench.command import bench
from workbook.book import fifth, site
from workbook.book.command import FOLDER, REASONS, book
from workbook.book.material import from_ledger
from workbook.claims.command import claims
from workbook.doctor.command import doctor
from workbook.faults.command import faults
from workbook.job import Result, run
from workbook.learn.teaching import app as learn
from workbook.ledger.command import ledger
from workbook.library_differences.command import differences
from workbook.mistakes.command import mistakes
from workbook.options import DISAGREE, Postgres, cannot_run
from workbook.participant import CannotOpen
from workbook.progress import Progress
from workbook.read.command import read
from workbook.sample import DEFAULT_SEED, DEFAULT_TASKS, FEWEST_TASKS, Sample
from workbook.service.command import service
from workbook.service.db import db
from workbook.service.worker import worker
from workbook.ways import NoSuchWay, Way, chosen_ways

app = typer.Typer(
    help="Four ways to the same tasks, held side by side.",
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(ledger)
app.command()(claims)
app.command()(differences)
app.command()(mistakes)
app.command()(faults)
app.command()(bench)
app.command()(book)
app.command()(read)
app.command("serve")(service)
app.command()(worker)
app.add_typer(db, name="db")
app.command()(doctor)
app.add_typer(learn, name="learn")


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    *,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="This way only: one of ours, or module:Class; repeatable."
        ),
    ] = None,
    driver: Annotated[
        Driver, typer.Option(help="The ways that speak through this one.")
    ] = "asyncpg",
    postgres: Postgres = None,
    seed: Annotated[int, typer.Option(help="Which sample.")] = DEFAULT_SEED,
    tasks: Annotated[
        int, typer.Option(min=FEWEST_TASKS, help="How large a sample.")
    ] = DEFAULT_TASKS,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the table there as well, as SVG.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the book goes.")] = FOLDER,
) -> None:
    """Run every operation through all ways; see whether they agree and what each costs."""
    if context.invoked_subcommand is not None:
        return
    console = Console()
    try:
        result = _compared(console, chosen_ways(variant or (), driver), postgres, tasks, seed)
    except (NoServer, NoSuchWay, CannotOpen, InsufficientPrivilegeError) as error:
        raise cannot_run(error) from error
    report.show(result, console)
    if picture is not None:
        report.draw(result, picture)
    try:
        material = replace(from_ledger(result.ways), measured=result)
        site.write(fifth.complete(material, console, postgres), out)
    except REASONS as error:
        raise cannot_run(f"the book cannot be written: {error}") from error
    console.print(f"The book: {out / 'index.html'}", soft_wrap=True, highlight=False)
    console.print("The same in here: workbook read OPERATION", soft_wrap=True, highlight=False)
    raise typer.Exit(DISAGREE if result.disagreements else 0)


def _compared(
    console: Console, ways: Sequence[Way], postgres: str | None, tasks: int, seed: int
) -> Result:
    with serve(postgres) as server:
        console.print(server.describe(), soft_wrap=True, highlight=False)
        sample = Sample.make(tasks, seed)
        return asyncio.run(run(server, ways, sample, Progress(console)))
