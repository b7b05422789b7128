"""`workbook claims`: what is commonly taught, and what became of it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbook.claims import CLAIMS, Claim, Verdict

UNKNOWN = 2
STYLES = {
    Verdict.HOLDS: "green",
    Verdict.CONDITIONAL: "yellow",
    Verdict.FAILS: "bold red",
}


def claims(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLAIM]...", help="Only these: D4, or F for all of a letter."),
    ] = None,
) -> None:
    """Show what is commonly taught, what was found when it was tried, and by which test."""
    chosen = [claim for claim in CLAIMS if not keys or _asked_for(claim, keys)]
    if not chosen:
        last = {claim.key[0]: claim.key for claim in CLAIMS}
        there_are = ", ".join(f"{letter}1 to {key}" for letter, key in last.items())
        typer.echo(f"workbook: no such claim; there are {there_are}", err=True)
        raise typer.Exit(UNKNOWN)
    console = Console()
    console.print(_table(chosen, with_evidence=bool(keys)))
    console.print(Text(_sum(chosen), style="bold"))


def _asked_for(claim: Claim, keys: list[str]) -> bool:
    return any(key.upper() in (claim.key, claim.key[0]) for key in keys)


def _table(chosen: list[Claim], *, with_evidence: bool) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, show_lines=True)
    table.add_column("", no_wrap=True)
    table.add_column("what is taught", ratio=2)
    table.add_column("what was found", ratio=3)
    for claim in chosen:
        found = Text.assemble((f"{claim.verdict}", STYLES[claim.verdict]), f"\n{claim.found}")
        if with_evidence:
            found.append("".join(f"\n{evidence}" for evidence in claim.evidence), style="dim")
        table.add_row(claim.key, claim.said, found)
    return table


def _sum(chosen: list[Claim]) -> str:
    verdicts = Counter(claim.verdict for claim in chosen)
    return ", ".join(f"{verdict}: {verdicts[verdict]}" for verdict in Verdict if verdicts[verdict])
