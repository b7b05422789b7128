"""`workbook read`: one operation in the terminal, the ways side by side."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from shared.postgres import NoServer
from shared.settings import Driver
from workbook.book import fifth
from workbook.book.error import BookError
from workbook.book.material import Material, from_ledger
from workbook.book.reader import Article, Case, article
from workbook.contract import methods
from workbook.ledger.store import BadLedger
from workbook.operation import Operation
from workbook.operations import OPERATIONS
from workbook.options import cannot_run
from workbook.read.columns import show
from workbook.read.comparison import marked
from workbook.read.plain import as_json, lines, source_text
from workbook.ways import NoSuchWay, chosen_ways

NEAR = 0.4


def read(
    operation: Annotated[
        str, typer.Argument(metavar="OPERATION", help="A method or one of its cases: edit_task, …")
    ],
    *,
    variant: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="This way only, or module:Class; repeatable."),
    ] = None,
    driver: Annotated[
        Driver, typer.Option(help="The ways that speak through this one.")
    ] = "asyncpg",
    postgres: Annotated[
        str | None, typer.Option(metavar="WHERE", help="For a way that has to be recorded first.")
    ] = None,
    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="WAY WAY", help="Compare these two, token by token."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="No columns and no colours, as into a pipe.")
    ] = False,
    as_data: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read an operation: code side by side, aligned by step, what it sends, what it costs."""
    console = Console()
    try:
        chosen = _chosen(operation)
        known = from_ledger(chosen_ways([*(variant or ()), *(diff or ())], driver))
        material = fifth.complete(known, Console(stderr=True), postgres)
        one = _article(material, chosen)
    except (BadLedger, BookError, NoServer, NoSuchWay) as error:
        raise cannot_run(error) from error
    case = next(case for case in one.cases if case.operation is chosen)
    if as_data:
        typer.echo(json.dumps(as_json(one, case, material), indent=1, ensure_ascii=False))
    elif diff is not None:
        _compare(one, case, material, diff, console)
    elif plain or not console.is_terminal:
        typer.echo("\n".join(lines(one, case, material)))
    else:
        show(one, case, console)


def _chosen(name: str) -> Operation:
    """The operation of this name. Raises BookError, which tells what is like it."""
    known = {one.name: one for one in OPERATIONS}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=4, cutoff=NEAR)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise BookError(f"{name}: no such operation; {hint}")


def _article(material: Material, operation: Operation) -> Article:
    method = next(one for one in methods() if one.name == operation.method)
    return article(material, method)


def _compare(
    one: Article, case: Case, material: Material, names: tuple[str, str], console: Console
) -> None:
    panes = [next(pane for pane in one.panes if pane.way.name == name) for name in names]
    code = [source_text(material, pane, one.method.name) for pane in panes]
    calls = [case.cost(pane.way.label).calls.later.statements for pane in panes]
    sql = ["\n".join(statement.sql for statement in statements) for statements in calls]
    legend = Text.assemble(("[-only in " + names[0] + "-]", "red"), " ")
    legend.append("{+only in " + names[1] + "+}", style="green")
    for title, (left, right) in (("code", code), ("SQL", sql)):
        console.print(Text(f"{case.operation.name}, {title}: ", style="bold") + legend)
        console.print(marked(left, right), soft_wrap=not console.is_terminal)
