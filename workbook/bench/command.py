"""`workbook bench`: what each way costs, measured side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from shared.postgres import NoServer, serve
from shared.settings import Driver
from workbook.bench import function_calls
from workbook.bench.everything import Regime, measure_everything, recordings
from workbook.bench.parity import NoParity
from workbook.bench.record import FOLDER, Recording, write, write_raw
from workbook.bench.regimes.memory import ProcessFailed
from workbook.bench.run import FULL, QUICK, Run
from workbook.bench.show import Told, show, show_growths, show_splits
from workbook.options import DISAGREE, Postgres, cannot_run
from workbook.participant import CannotOpen
from workbook.progress import Progress
from workbook.selection import NoSuchOperation, chosen_operations
from workbook.ways import NoSuchWay, Way, chosen_ways

REFERENCE = "asyncpg_raw"
DRIVERS: tuple[Driver, ...] = get_args(Driver)


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OPERATION]...", help="Only these: list_tasks, list_tasks.after, …"
        ),
    ] = None,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="In about a minute: fewer blocks, one driver.")
    ] = False,
    regime: Annotated[
        list[Regime] | None, typer.Option(help="This regime only; repeatable.")
    ] = None,
    driver: Annotated[
        Driver | None, typer.Option(help="Ways on this driver only; otherwise on all.")
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help=f"This way, beside {REFERENCE}: ours or module:Class; repeatable."
        ),
    ] = None,
    raw: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all times there as well.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--record", help="Write what the full run tells anew.")
    ] = False,
    calls: Annotated[
        bool,
        typer.Option(
            "--calls", help="Count function calls instead; status 1 if they have risen by a tenth."
        ),
    ] = False,
    postgres: Postgres = None,
) -> None:
    """Time every operation through all ways, in turn, on one connection, on many, and far away."""
    console = Console()
    if again and (quick or names or variant or driver):
        raise cannot_run("--record is for the full run: leave out what makes it smaller")
    if calls:
        _count(console, postgres, function_calls.write if again else _compare)
        return
    regimes = regime or ([Regime.OPERATIONS] if quick or names else list(Regime))
    drivers: tuple[Driver, ...] = ("asyncpg",) if quick or variant else DRIVERS
    scale = QUICK if quick else FULL
    try:
        ways, operations = (
            _ways(variant or (), (driver,) if driver else drivers),
            tuple(chosen_operations(names or ())),
        )
        with serve(postgres) as server:
            console.print(server.describe(), soft_wrap=True, highlight=False)
            run = Run(server, ways, operations, scale, Progress(console))
            everything = measure_everything(run, regimes)
    except NoParity as error:
        typer.echo(f"workbook: {error}", err=True)
        raise typer.Exit(DISAGREE) from error
    except (NoServer, NoSuchOperation, NoSuchWay, CannotOpen, ProcessFailed) as error:
        raise cannot_run(error) from error
    told = list(recordings(everything))
    if raw is not None:
        write_raw(everything, raw)
    if again:
        _record(told, console)
    _show(told, ways, console)


def _ways(names: Sequence[str], drivers: Sequence[Driver]) -> tuple[Way, ...]:
    """The reference, and whoever else is asked for. Raises NoSuchWay."""
    chosen = [way for driver in drivers for way in chosen_ways(names, driver)]
    return tuple(dict.fromkeys([*chosen_ways([REFERENCE], "asyncpg"), *chosen]))


def _count(
    console: Console, postgres: str | None, then: Callable[[function_calls.Recorded], None]
) -> None:
    """Count the function calls of every operation, and write or compare them."""
    try:
        with serve(postgres) as server:
            recorded = asyncio.run(function_calls.recount(server, Progress(console)))
    except NoServer as error:
        raise cannot_run(error) from error
    then(recorded)


def _compare(seen: function_calls.Recorded) -> None:
    told = function_calls.read()
    if told.python != seen.python:
        raise cannot_run(f"function calls are recorded on Python {told.python} only")
    rises = list(function_calls.rises(told, seen))
    for line in rises:
        typer.echo(line)
    if rises:
        raise typer.Exit(DISAGREE)


def _show(told: Sequence[Recording], ways: Sequence[Way], console: Console) -> None:
    for recording in told:
        if recording.growths:
            show_growths(recording.growths, console)
        elif recording.splits:
            show_splits(recording.splits, recording.pgbench, console)
        else:
            show(Told(recording.regime, recording.measurements, ways), console)


def _record(told: Sequence[Recording], console: Console) -> None:
    for recording in told:
        write(recording)
    console.print(f"{len(told)} regimes written to {FOLDER.name}/")
