"""The table on the terminal: a row for each operation, a column for each way, its figures in it.

Of four layouts the first that fits is taken, so that no figure is ever cut or wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from workbook.comparison import Finding
from workbook.contract import methods
from workbook.job import Result
from workbook.ways import Way
from workbook.wording import legend, lines_of, milliseconds, verdict

UNLIMITED = 10_000
PICTURE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Layout:
    """How much room the table takes: what the four figures are called, and what is between them."""

    figures: tuple[str, str, str, str]
    gap: str
    padding: int
    agree: str
    titles: bool = False


SHORT = ("st", "rt", "ms", "ln")
LAYOUTS = (
    Layout(("stmts", "trips", "ms", "lines"), "  ", 1, "agree", titles=True),
    Layout(("stmts", "trips", "ms", "lines"), "  ", 1, "agree"),
    Layout(SHORT, "  ", 1, "agree"),
    Layout(SHORT, " ", 1, "agree"),
    Layout(SHORT, " ", 0, "ok"),
)
FOR_LONG_TABLE = LAYOUTS[1]


def show(result: Result, console: Console) -> None:
    """Print the table, what its columns mean, and whether the ways agree."""
    console.print()
    console.print(fitting_table(result, console))
    console.print(Text(legend(result), style="dim"))
    console.print()
    style = "bold red" if result.disagreements else "bold green"
    console.print(Text(verdict(result), style=style))
    for finding in result.disagreements:
        for difference in finding.differences:
            console.print(Text(f"  {finding.operation.name}: {difference}"))


def fitting_table(result: Result, console: Console) -> Table:
    """The table in the roomiest layout that fits; if none does, the ways below one another."""
    unlimited = console.options.update(max_width=UNLIMITED)
    for layout in LAYOUTS:
        table = _wide_table(result, layout, console)
        if Measurement.get(console, unlimited, table).maximum <= console.width:
            return table
    return _long_table(result, console)


def _wide_table(result: Result, layout: Layout, console: Console) -> Table:
    """A row for each operation."""
    widths = _widths(result, layout)
    table = _empty_table(layout)
    if layout.titles:
        table.add_column("", no_wrap=True)
    for way in result.ways:
        name = _folded(way.name, sum(widths) + len(layout.gap) * (len(widths) - 1))
        table.add_column(f"{name}\n{_spaced(layout.figures, widths, layout.gap)}", no_wrap=True)
    table.add_column(layout.agree, no_wrap=True)
    for heading, findings in _by_heading(result):
        table.add_row(_heading(heading, result))
        for finding in findings:
            cells = (
                _spaced(_figures(result, finding, way), widths, layout.gap) for way in result.ways
            )
            title = [Text(finding.operation.title, style="dim")] if layout.titles else []
            table.add_row(_label(finding), *title, *cells, _agreement(finding, console))
    return table


def _long_table(result: Result, console: Console) -> Table:
    """A row for each operation, and below it one for each way."""
    widths = _widths(result, FOR_LONG_TABLE)
    table = _empty_table(FOR_LONG_TABLE)
    table.add_column(_spaced(FOR_LONG_TABLE.figures, widths, FOR_LONG_TABLE.gap), no_wrap=True)
    table.add_column(FOR_LONG_TABLE.agree, no_wrap=True)
    for heading, findings in _by_heading(result):
        table.add_row(_heading(heading, result))
        for finding in findings:
            table.add_row(_label(finding), "", _agreement(finding, console))
            for way in result.ways:
                figures = _figures(result, finding, way)
                name = Text(f"    {way.name}", style="dim")
                table.add_row(name, _spaced(figures, widths, FOR_LONG_TABLE.gap))
    return table


def _empty_table(layout: Layout) -> Table:
    table = Table(box=box.MINIMAL, show_edge=False, padding=(0, layout.padding), pad_edge=False)
    table.add_column("", no_wrap=True, vertical="bottom")
    return table


def _by_heading(result: Result) -> Iterator[tuple[str, Iterator[Finding]]]:
    heading_of = {method.name: method.heading for method in methods()}
    return groupby(result.findings, key=lambda finding: heading_of[finding.operation.method])


def _heading(heading: str, result: Result) -> Text:
    """No wider than the labels below it, so that it is never what makes the table too wide."""
    width = max(len(_label(finding)) for finding in result.findings)
    return Text("\n".join(wrap(heading, width)), style="bold")


def _label(finding: Finding) -> str:
    operation = finding.operation
    return f"  {operation.case}" if operation.case else operation.name


def _figures(result: Result, finding: Finding, way: Way) -> tuple[str, str, str, str]:
    cost = finding.costs[way.name]
    lines = lines_of(result, finding, way)
    return str(cost.statements), str(cost.round_trips), milliseconds(cost.seconds), lines


def _widths(result: Result, layout: Layout) -> list[int]:
    """Of each figure, over all of them, so that the columns of all ways look alike."""
    figures = [_figures(result, finding, way) for finding in result.findings for way in result.ways]
    return [max(map(len, column)) for column in zip(layout.figures, *figures, strict=True)]


def _spaced(texts: tuple[str, ...], widths: list[int], gap: str) -> str:
    return gap.join(text.rjust(width) for text, width in zip(texts, widths, strict=True))


def _folded(name: str, width: int) -> str:
    """A long name on several lines, broken after its punctuation."""
    lines = wrap(re.sub(r"([_:.])", r"\1 ", name), width)
    return "\n".join(line.replace(" ", "") for line in lines)


def _agreement(finding: Finding, console: Console) -> Text:
    if finding.differences:
        return Text("no", style="bold red")
    return Text("✓" if console.encoding.startswith("utf") else "yes", style="green")


def draw(result: Result, picture: Path) -> None:
    """Write what `show` prints as an SVG file, made when its folder is not there yet."""
    console = Console(width=PICTURE_WIDTH, record=True, file=StringIO(), force_terminal=True)
    show(result, console)
    picture.parent.mkdir(parents=True, exist_ok=True)
    console.save_svg(str(picture), title="uv run workbook")
