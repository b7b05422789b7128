"""What instructors and authors do: verify, new, release, grade."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from shared.postgres import serve
from workbook.learn import gradebook
from workbook.learn.catalogue import ROOT, all_exercises, exercise_named
from workbook.learn.command import NOT_YET, AsJson, Postgres, app, telling
from workbook.learn.grade import grade
from workbook.learn.new import create
from workbook.learn.release import release
from workbook.learn.verify import Verified, verify
from workbook.progress import Progress
from workbook.wording import counted

__all__ = ["app"]


@app.command("verify")
def verify_exercises(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[EXERCISE]...", help="Only these.")
    ] = None,
    *,
    postgres: Postgres = None,
    as_json: AsJson = False,
) -> None:
    """See that starters fail as declared, solutions pass, wrong answers and mutants do not."""
    console = Console(stderr=as_json)
    with telling():
        exercises = all_exercises(ROOT)
        chosen = [exercise_named(name, exercises) for name in names or ()] or exercises
        with serve(postgres) as server, console.status("verifying"):
            show = functools.partial(_show_verified, console=console)
            results = asyncio.run(verify(chosen, server, ROOT, show))
    if as_json:
        typer.echo(json.dumps([result.model_dump() for result in results], indent=1))
    _show_total(results, console)
    raise typer.Exit(NOT_YET if any(result.complaints for result in results) else 0)


@app.command()
def new(name: Annotated[str, typer.Argument(help="Such as e04_delete_twice.")]) -> None:
    """Write the files of a new exercise, with blanks for its author."""
    with telling():
        folder = create(name, ROOT)
    typer.echo(f"{folder.relative_to(ROOT)} is there; exercises/AUTHORS.md says what goes where")


@app.command("release")
def release_bundle(out: Annotated[Path, typer.Argument(help="An empty folder.")]) -> None:
    """Write a learner's bundle: everything but tests, solutions and what is for instructors."""
    with telling():
        ids = release(ROOT, out)
    typer.echo(f"{counted(len(ids), 'exercise')} released; there: uv run workbook learn")


@app.command("grade")
def grade_submissions(
    submissions: Annotated[Path, typer.Argument(help="A folder for each learner in it.")],
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the grades go.")],
    postgres: Postgres = None,
) -> None:
    """Grade what a class has handed in. It is no sandbox: run it where nothing is to be lost."""
    console = Console()
    with telling():
        exercises = all_exercises(ROOT)
        with serve(postgres) as server, Progress(console).step("grading") as advance:
            graded = asyncio.run(grade(exercises, submissions, server, ROOT, advance))
    gradebook.write(graded, exercises, out)
    console.print(f"{counted(len(graded), 'learner')}: {out / 'class.html'}", soft_wrap=True)


def _show_verified(result: Verified, console: Console) -> None:
    sign, style = ("✗", "red") if result.complaints else ("✓", "green")
    title = f" {result.exercise}  {result.title}  "
    figures = f"{_figures([result])}, {result.seconds:.0f} s"
    console.print(Text.assemble((sign, style), title, (figures, "dim")), soft_wrap=True)
    for complaint in result.complaints:
        console.print(Padding(Text(complaint), (0, 0, 0, 4)))


def _show_total(results: Sequence[Verified], console: Console) -> None:
    bad = sum(1 for result in results if result.complaints)
    verdict = f"{counted(bad, 'exercise')} to be mended" if bad else "nothing to complain of"
    total = f"{counted(len(results), 'exercise')}: {_figures(results)}; {verdict}"
    console.print(total, soft_wrap=True, highlight=False)


def _figures(results: Sequence[Verified]) -> str:
    return ", ".join(
        (
            counted(sum(result.tests for result in results), "test"),
            counted(sum(result.starters for result in results), "starter"),
            counted(sum(result.solutions for result in results), "run") + " of solutions",
            counted(sum(result.wrong_answers for result in results), "wrong answer"),
            counted(sum(result.mutants for result in results), "mutant"),
        )
    )
