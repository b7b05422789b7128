"""The grid on the terminal: one line for each fault, and below it where the ways differ."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbook.faults.fault import Outcome
from workbook.faults.grid import Grid, Line

UNNOTICED = "nobody notices"


def show(grid: Grid, console: Console) -> None:
    """Print the faults, what leaves every way, and what the libraries raised below it."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
    table.add_column("fault", ratio=3)
    table.add_column("outcome", ratio=2)
    table.add_column("raised by the libraries", ratio=5, overflow="fold")
    for line in grid.lines:
        table.add_row(line.what, _outcomes(line), _natives(line))
    console.print(table)
    console.print(_awaits(grid))


def _awaits(grid: Grid) -> Table:
    """How often a call of each operation waits: so often it can be cancelled halfway."""
    table = Table(title="awaits of a call, block included", box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("operation")
    for label in next(iter(grid.awaits.values())):
        table.add_column(label, justify="right")
    for operation, counts in grid.awaits.items():
        table.add_row(operation, *map(str, counts.values()))
    return table


def _outcomes(line: Line) -> Text:
    names = dict.fromkeys(map(_in_words, line.outcomes.values()))
    return Text("\n".join(names), style="green" if len(names) == 1 else "bold red")


def _in_words(outcome: Outcome) -> str:
    again = ", retryable" if outcome.retryable else ""
    return f"{outcome.error or UNNOTICED}{again}"


def _natives(line: Line) -> Text:
    """Each chain of exceptions, and the ways that had it."""
    by_chain: dict[tuple[str, ...], list[str]] = {}
    for label, outcome in line.outcomes.items():
        if outcome.native:
            by_chain.setdefault(outcome.native, []).append(label)
    text = Text()
    for chain, labels in by_chain.items():
        text.append(" < ".join(chain) + "\n")
        text.append(f"  {', '.join(labels)}\n", style="dim")
    text.rstrip()
    return text
