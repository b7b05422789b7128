"""The ledger on the terminal: what each way sends, side by side, or below one another if narrow."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from workbook.ledger.entry import Calls, Entry, Statement
from workbook.operation import Operation
from workbook.wording import counted

NARROWEST_COLUMN = 38
THEME = "ansi_light"


def show(operation: Operation, entry: Entry, labels: Sequence[str], console: Console) -> None:
    """Print one operation: for each of these ways its statements and what they came to."""
    title = f"{operation.name}  {operation.title}, in {_in_words(operation)}"
    console.print(Text(title, style="bold"), soft_wrap=True)
    if len(labels) * NARROWEST_COLUMN <= console.width:
        console.print(_side_by_side(entry, labels))
    else:
        for label in labels:
            console.print(Text(label, style="bold cyan"))
            console.print(Padding(_cell(entry.ways[label]), (0, 0, 0, 2)))
    console.print()


def _in_words(operation: Operation) -> str:
    return "autocommit()" if operation.scope == "autocommit" else "transaction()"


def _side_by_side(entry: Entry, labels: Sequence[str]) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, expand=True)
    for label in labels:
        table.add_column(Text(label, style="bold cyan"), ratio=1, overflow="fold")
    table.add_row(*(_cell(entry.ways[label]) for label in labels))
    return table


def _cell(calls: Calls) -> RenderableType:
    """The statements of a later call, each with what it took and gave, and the sum."""
    statements = [part for one in calls.later.statements for part in _statement(one)]
    return Group(*statements, Text(_sum(calls), style="green"))


def _statement(statement: Statement) -> tuple[RenderableType, RenderableType]:
    sql = Syntax(statement.sql, "postgresql", theme=THEME, word_wrap=True)
    given = f"{counted(statement.parameters, 'parameter')}, " if statement.parameters else ""
    figures = f"{given}{counted(statement.rows, 'row')}"
    sender = f"; {statement.sent_by}" if statement.sent_by else ""
    return sql, Text(f"  {figures}{sender}", style="dim")


def _sum(calls: Calls) -> str:
    first, later = calls.first, calls.later
    trips = counted(later.round_trips, "round trip")
    more = f" (first call {first.round_trips})" if first.round_trips != later.round_trips else ""
    return f"{trips}{more}, {later.bytes_sent:,} bytes sent, {later.bytes_received:,} received"
