"""The tables of the book, kept as data in tables/*.toml: each cell says what it rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from workbook.book.error import BookError, nothing_called
from workbook.book.evidence import Evidence, evidence
from workbook.book.figures import with_figures
from workbook.book.material import Material

FOLDER = Path(__file__).resolve().parent / "tables"


@dataclass(frozen=True, slots=True)
class Cell:
    """What it says, and the names of what shows it; never none."""

    text: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What it is about, and a cell for each column."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`order` is its place in the book."""

    order: int
    title: str
    lead: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its figures in place and its evidence found."""

    text: str
    by: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table that holds what it promises; `name` is its name in links."""

    name: str
    table: Table
    rows: tuple[tuple[str, tuple[ShownCell, ...]], ...]


KEPT: TypeAdapter[Table] = TypeAdapter(Table)


def read(path: Path) -> Table:
    """One file. Raises BookError."""
    try:
        return KEPT.validate_python(tomllib.loads(path.read_text(encoding="utf-8")), strict=False)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BookError(f"{path.name} cannot be read: {error}") from error


def tables(material: Material, folder: Path = FOLDER) -> list[ShownTable]:
    """All of them, in their order. Raises BookError for a cell whose evidence does not exist."""
    found = {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}
    ordered = sorted(found.items(), key=lambda named: named[1].order)
    return [_shown(name, table, material) for name, table in ordered]


def table_called(name: str, material: Material) -> ShownTable:
    """One of them. Raises BookError."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if name not in names:
        raise nothing_called("table", name, names)
    return _shown(name, read(FOLDER / f"{name}.toml"), material)


def _shown(name: str, table: Table, material: Material) -> ShownTable:
    rows = tuple((row.name, tuple(_cells(name, table, row, material))) for row in table.rows)
    return ShownTable(name, table, rows)


def _cells(name: str, table: Table, row: Row, material: Material) -> Sequence[ShownCell]:
    where = f"tables/{name}.toml, row {row.name!r}"
    if len(row.cells) != len(table.columns):
        raise BookError(f"{where}: {len(row.cells)} cells for {len(table.columns)} columns")
    try:
        return [_cell(cell, material) for cell in row.cells]
    except BookError as error:
        raise BookError(f"{where}: {error}") from error


def _cell(cell: Cell, material: Material) -> ShownCell:
    if not cell.by:
        raise BookError(f"nothing shows that {cell.text!r}")
    return ShownCell(with_figures(cell.text, material), tuple(map(evidence, cell.by)))
