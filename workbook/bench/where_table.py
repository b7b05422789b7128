"""Where the time goes, as tables: a column for each way, a row for each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table

from workbook.bench.parts import PARTS
from workbook.bench.where_time_goes import Split

CAPTION = "held: with the connection, in a transaction, in hand already"


def tables_of(splits: Sequence[Split]) -> Iterator[Table]:
    """For each operation and driver, in their order, its ways side by side."""
    groups: dict[tuple[str, str], list[Split]] = {}
    for split in splits:
        groups.setdefault((split.operation, split.driver), []).append(split)
    for (operation, driver), group in groups.items():
        yield _table(f"{operation} on {driver}: microseconds of a call", group)


def _table(title: str, splits: Sequence[Split]) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    for split in splits:
        table.add_column(split.way, justify="right", overflow="fold")
    for part in PARTS:
        table.add_row(part, *(_cell(split.parts[part], split) for split in splits))
    table.add_section()
    table.add_row("all of it", *(_cell(split.total, split) for split in splits))
    if any(split.held is not None for split in splits):
        table.caption = CAPTION
        table.add_row("held", *(_cell(split.held, split) for split in splits))
    return table


def _cell(microseconds: float | None, split: Split) -> str:
    if microseconds is None:
        return ""
    return f"{microseconds:,.0f} {microseconds / split.total:4.0%}"
