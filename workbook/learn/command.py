"""`workbook learn`: the exercises. By itself it says where you are and runs the current one.

Exit status: 0 if it is done, 1 if not yet, 2 if it could not be tried.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import asyncpg
import typer
from rich.console import Console

from shared.postgres import NoServer, Server, serve
from workbook.learn import screen
from workbook.learn.catalogue import ROOT, NoSuchExercise
from workbook.learn.exercise import BadExercise
from workbook.learn.grade import NoSubmissions
from workbook.learn.progress import BadProgress
from workbook.learn.release import CannotRelease
from workbook.learn.running import NoReport, migrated_database
from workbook.learn.session import Desk, NotNow, put_down, start_over
from workbook.learn.standing import Standing
from workbook.learn.watching import Save
from workbook.ledger.store import BadLedger

NOT_YET = 1
CANNOT_RUN = 2

CANNOT = (
    *(NoServer, NoSuchExercise, BadExercise, BadProgress, BadLedger, NoReport),
    *(NoSubmissions, CannotRelease, asyncpg.PostgresError),
)

app = typer.Typer(
    help="Exercises: write each operation yourself, tested on a real Postgres.",
    no_args_is_help=False,
    pretty_exceptions_show_locals=False,
)

Name = Annotated[
    str | None, typer.Argument(metavar="[EXERCISE]", help="e01, say; else the current one.")
]
Variant = Annotated[
    str | None,
    typer.Option(metavar="WAY", help="raw, core, orm or sqlmodel; it is remembered."),
]
Postgres = Annotated[
    str | None,
    typer.Option(metavar="WHERE", help="embedded (the default), container, or postgresql://..."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the state for programs.")]


@contextmanager
def telling() -> Iterator[None]:
    """What cannot be done is one clear line."""
    try:
        yield
    except NotNow as error:
        typer.echo(f"workbook: {error}", err=True)
        raise typer.Exit(NOT_YET) from error
    except CANNOT as error:
        typer.echo(f"workbook: {error}", err=True)
        if isinstance(error, NoReport) and error.output:
            typer.echo(error.output, err=True)
        raise typer.Exit(CANNOT_RUN) from error


@app.callback(invoke_without_command=True)
def learn(
    context: typer.Context,
    *,
    variant: Variant = None,
    postgres: Postgres = None,
    as_json: AsJson = False,
) -> None:
    """Where am I? Runs the current exercise. The way named by --variant is remembered."""
    if context.invoked_subcommand is None:
        _run(None, variant, postgres, as_json=as_json)


@app.command()
def run(
    name: Name = None,
    *,
    variant: Variant = None,
    postgres: Postgres = None,
    as_json: AsJson = False,
) -> None:
    """Run one exercise: the first problem, or what you send beside what the four ways send."""
    _run(name, variant, postgres, as_json=as_json)


@app.command()
def watch(name: Name = None, *, variant: Variant = None, postgres: Postgres = None) -> None:
    """Run whenever the file is saved; go on to the next exercise after a pass. Ctrl-C ends it."""
    with telling(), serve(postgres) as server:
        desk = Desk.at(ROOT, variant)
        try:
            asyncio.run(_watch(desk, name, server, Console()))
        except KeyboardInterrupt:
            raise typer.Exit(NOT_YET) from None


@app.command()
def hint(name: Name = None, *, variant: Variant = None) -> None:
    """Open one more hint for the task you are at: where to look, the concept, the API."""
    with telling():
        desk = Desk.at(ROOT, variant)
        exercise = desk.chosen(name)
        screen.show_hints(exercise, *desk.hint(exercise), Console())


@app.command()
def solution(name: Name, *, variant: Variant = None) -> None:
    """Show the solutions, after a pass: your way first, then the others."""
    with telling():
        desk = Desk.at(ROOT, variant)
        screen.show_solutions(desk.solutions(desk.chosen(name)), Console())


@app.command("list")
def list_all(*, variant: Variant = None, as_json: AsJson = False) -> None:
    """Show every exercise by every way: what has passed."""
    with telling():
        desk = Desk.at(ROOT, variant)
        if as_json:
            typer.echo(desk.progress.model_dump_json(indent=1))
        else:
            screen.show_matrix(desk.exercises, desk.progress, Console())


@app.command()
def reset(
    name: Annotated[str, typer.Argument(metavar="EXERCISE")], *, variant: Variant = None
) -> None:
    """Begin an exercise anew; what you wrote is kept beside it."""
    with telling():
        desk = Desk.at(ROOT, variant)
        exercise = desk.chosen(name)
        way = desk.way(exercise)
        kept = start_over(exercise, way)
        typer.echo(f"{exercise.work(way).relative_to(ROOT)} is new; the old one: {kept.name}")


def _run(name: str | None, variant: str | None, postgres: str | None, *, as_json: bool) -> None:
    console = Console(stderr=as_json)
    with telling():
        desk = Desk.at(ROOT, variant)
        with serve(postgres) as server:
            desk, standing = asyncio.run(_tried(desk, name, server))
        if as_json:
            typer.echo(standing.model_dump_json(indent=1))
        else:
            _show(desk, standing, console)
    raise typer.Exit(0 if standing.state == "done" else NOT_YET)


async def _tried(desk: Desk, name: str | None, server: Server) -> tuple[Desk, Standing]:
    async with migrated_database(server) as url:
        return await desk.tried(desk.chosen(name), url)


async def _watch(desk: Desk, name: str | None, server: Server, console: Console) -> None:
    async with migrated_database(server) as url:
        while True:
            exercise = desk.chosen(name)
            save = Save(put_down(exercise, desk.way(exercise)))
            with console.status("running"):
                desk, standing = await desk.tried(exercise, url)
            following = desk.chosen(name)
            if following != exercise:  # it has passed: now it is the next one's turn
                save = Save(put_down(following, desk.way(following)))
            console.clear()
            _show(desk, standing, console)
            await save.happens()


def _show(desk: Desk, standing: Standing, console: Console) -> None:
    exercise = desk.chosen(standing.exercise)
    screen.show_standing(standing, exercise, console)
    following = desk.progress.current(desk.exercises)
    screen.show_next(standing, following, desk.progress.way, console)
