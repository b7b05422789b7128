"""`workbook differences`: where the libraries truly differ, whatever is written on top of them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbook.library_differences import LIBRARY_DIFFERENCES

UNKNOWN = 2


def differences(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DIFFERENCE]...", help="Only these, with the tests that pin them."),
    ] = None,
) -> None:
    """Show where the libraries truly differ, and which test notices when one of them changes."""
    chosen = [one for one in LIBRARY_DIFFERENCES if not keys or one.key in keys]
    if not chosen:
        there_are = ", ".join(one.key for one in LIBRARY_DIFFERENCES)
        typer.echo(f"workbook: no such difference; there are {there_are}", err=True)
        raise typer.Exit(UNKNOWN)
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, show_lines=True)
    table.add_column("", ratio=1)
    table.add_column("what is different", ratio=4)
    for one in chosen:
        text = Text(one.explanation)
        if keys:
            text.append("".join(f"\n{evidence}" for evidence in one.evidence), style="dim")
        table.add_row(Text(one.key, style="bold"), text)
    Console().print(table)
