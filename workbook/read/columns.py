"""An operation on a terminal: as many ways beside each other as fit, then SQL, then cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from workbook.book.pane import Code, Line, Pane
from workbook.book.reader import Article, Case
from workbook.ledger.entry import Calls
from workbook.wording import counted

THEME = "ansi_light"
WIDE, MIDDLING = 180, 100
FOUR, TWO, ONE = 4, 2, 1
COSTS = ("round trips", "first call", "statements", "rows", "sent", "received")


def show(article: Article, case: Case, console: Console) -> None:
    """Print all of it; no line is wider than the console."""
    console.print(heading(case))
    console.print()
    for panes in _groups(article.panes, console.width):
        console.print(_sources(article, case, panes))
    console.print(Text("\nOn the wire, a later call", style="bold"))
    for panes in _groups(article.panes, console.width):
        console.print(_wire(case, panes))
    console.print(_cost(case, console.width))
    console.print(others(article, case))


def heading(case: Case) -> Text:
    """What it is called, what it does, and where."""
    operation = case.operation
    text = Text.assemble((operation.name, "bold"), f"  {operation.title}, in {operation.scope}()")
    if operation.raises is not None:
        text.append(f"; it ends with {operation.raises.__name__}")
    return text


def others(article: Article, case: Case) -> Text:
    """The names of the other cases of this method."""
    names = [one.operation.name for one in article.cases if one is not case]
    return Text(f"Other cases: {', '.join(names)}" if names else "", style="dim")


def columns_for(width: int) -> int:
    """How many ways stand beside each other."""
    if width >= WIDE:
        return FOUR
    return TWO if width >= MIDDLING else ONE


def _groups(panes: Sequence[Pane], width: int) -> Iterator[Sequence[Pane]]:
    number = columns_for(width)
    for start in range(0, len(panes), number):
        yield panes[start : start + number]


def _side_by_side(panes: Sequence[Pane]) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, expand=True, show_lines=True)
    for pane in panes:
        table.add_column(Text(pane.way.label, style="bold cyan"), ratio=1, overflow="fold")
    return table


def _sources(article: Article, case: Case, panes: Sequence[Pane]) -> Table:
    """A row for each step, and one for the private methods."""
    table = _side_by_side(panes)
    for step in article.steps:
        table.add_row(*(_step(pane.steps.get(step, "no source"), case) for pane in panes))
    if any(pane.helpers for pane in panes):
        table.add_row(*(_helpers(pane, case) for pane in panes))
    return table


def _step(found: Code | str, case: Case) -> RenderableType:
    return Text(found, style="italic dim") if isinstance(found, str) else _code(found, case)


def _helpers(pane: Pane, case: Case) -> RenderableType:
    return Group(*(_code(helper, case) for helper in pane.helpers))


def _code(code: Code, case: Case) -> Table:
    """Each line behind the numbers of the statements that it sends."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(justify="right", width=3, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    text = "\n".join(line.text for line in code.lines)
    coloured = Syntax("", "python", theme=THEME).highlight(text).split("\n", allow_blank=True)
    for line, shown in zip(code.lines, coloured, strict=False):
        # What does not fit goes on below, at the line's own indentation.
        hanging = Padding(shown[line.indent :], (0, 0, 0, line.indent))
        grid.add_row(Text(",".join(numbers(line, case)), style="bold green"), hanging)
    return grid


def numbers(line: Line, case: Case) -> list[str]:
    """Of the statements of this operation that a line sends."""
    return [str(number) for name, number in line.badges if name == case.operation.name]


def _wire(case: Case, panes: Sequence[Pane]) -> Table:
    table = _side_by_side(panes)
    table.add_row(*(_statements(case.cost(pane.way.label).calls) for pane in panes))
    return table


def _statements(calls: Calls) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(justify="right", width=3)
    grid.add_column(ratio=1, overflow="fold")
    for number, one in enumerate(calls.later.statements, start=1):
        grid.add_row(
            Text(str(number), style="bold green"),
            Syntax(one.sql, "postgresql", theme=THEME, word_wrap=True),
        )
        grid.add_row("", Text(f"{counted(one.rows, 'row')}; {one.sent_by}", style="dim"))
    return grid if calls.later.statements else Text("nothing is sent", style="italic dim")


def _cost(case: Case, width: int) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, title_justify="left")
    table.add_column("cost", overflow="fold")
    for name in COSTS:
        table.add_column(name if width >= MIDDLING else name.replace(" ", "\n"), justify="right")
    for label, figures in cost_rows(case):
        table.add_row(Text(label, style="cyan"), *figures)
    return table


def cost_rows(case: Case) -> Iterator[tuple[str, list[str]]]:
    """Each way, the other driver's last, with the figures that COSTS names."""
    for cost in case.costs:
        first, later = cost.calls.first, cost.calls.later
        figures = (
            *(later.round_trips, first.round_trips, len(later.statements), cost.rows),
            *(later.bytes_sent, later.bytes_received),
        )
        yield cost.label, [f"{figure:,}" for figure in figures]
