"""`workbook bench`: what each way costs, measured side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from shared.postgres import NoServer, serve
from shared.settings import Driver
from workbook.bench import function_calls
from workbook.bench.everything import Regime, measure_regimes
from workbook.bench.parity import NoParity
from workbook.bench.record import FOLDER, Recording, write, write_raw
from workbook.bench.regimes.memory import ProcessFailed
from workbook.bench.run import FULL, QUICK, Run
from workbook.bench.show import Told, show, show_growths, show_splits
from workbook.bench.where_time_goes import SPLIT
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
        bool, typer.Option("--quick", help="In a minute or two: fewer blocks, one driver.")
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
        if quick or names or regime or variant or driver or raw:
            raise cannot_run(
                "--calls counts everything: leave out what makes it smaller, and --json"
            )
        _count(console, postgres, again=again)
        return
    regimes = regime or ([Regime.OPERATIONS] if quick or names else list(Regime))
    _refuse_what_is_ignored(names or (), regimes)
    _refuse_unwritable(raw)
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
            for everything in measure_regimes(run, regimes):
                recording = everything.measured[-1].recording(everything.fingerprint)
                _show(recording, ways, console)
                if raw is not None:
                    write_raw(everything, raw)
                if again:
                    write(recording)
                    console.print(f"{recording.regime} is written to {FOLDER.name}/")
    except NoParity as error:
        typer.echo(f"workbook: {error}", err=True)
        raise typer.Exit(DISAGREE) from error
    except (NoServer, NoSuchOperation, NoSuchWay, CannotOpen, ProcessFailed) as error:
        raise cannot_run(error) from error


def _refuse_what_is_ignored(names: Sequence[str], regimes: Sequence[Regime]) -> None:
    """Only two regimes are about the operations that are named."""
    others = [one for one in regimes if one not in (Regime.OPERATIONS, Regime.WHERE)]
    if names and others:
        raise cannot_run(f"{others[0]} has operations of its own: leave out {names[0]}")
    if names and Regime.WHERE in regimes and not set(names) & set(SPLIT):
        raise cannot_run(f"where the time goes is measured of {', '.join(SPLIT)} only")


def _refuse_unwritable(raw: Path | None) -> None:
    """Before anything is measured, not after."""
    if raw is not None:
        try:
            raw.open("ab").close()
        except OSError as error:
            raise cannot_run(f"--json {raw} cannot be written: {error.strerror}") from error


def _ways(names: Sequence[str], drivers: Sequence[Driver]) -> tuple[Way, ...]:
    """The reference, and whoever else is asked for. Raises NoSuchWay."""
    chosen = [way for driver in drivers for way in chosen_ways(names, driver)]
    return tuple(dict.fromkeys([*chosen_ways([REFERENCE], "asyncpg"), *chosen]))


def _count(console: Console, postgres: str | None, *, again: bool) -> None:
    """Count the function calls of every operation, and write or compare them."""
    told = None if again else function_calls.read()
    if told is not None and told.python != function_calls.MINOR_VERSION:
        raise cannot_run(f"function calls are recorded on Python {told.python} only")
    progress = Progress(console)
    try:
        with serve(postgres) as server:
            if told is None:
                function_calls.write(asyncio.run(function_calls.recount(server, progress)))
                return
            rises = asyncio.run(function_calls.find_rises(told, server, progress))
    except NoServer as error:
        raise cannot_run(error) from error
    for rise in rises:
        typer.echo(str(rise))
    if rises:
        raise typer.Exit(DISAGREE)


def _show(recording: Recording, ways: Sequence[Way], console: Console) -> None:
    if recording.growths:
        show_growths(recording.growths, console)
    elif recording.splits:
        show_splits(recording.splits, recording.pgbench, console)
    else:
        show(Told(recording.regime, recording.measurements, ways), console)
