"""The grid on disk: made to be read in a diff after a library was upgraded."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from pydantic import TypeAdapter

from workbook.faults.grid import Grid

FILE = Path(__file__).resolve().parent / "grid.json"
GRID = TypeAdapter(Grid)


def read() -> Grid:
    """The grid that is checked in."""
    return GRID.validate_json(FILE.read_bytes(), strict=False)


def write(grid: Grid) -> None:
    """Replace it."""
    FILE.write_text(as_text(grid), encoding="utf-8")


def as_text(grid: Grid) -> str:
    """The grid as it is written."""
    return GRID.dump_json(grid, indent=1).decode() + "\n"


def disagreements(told: Grid, seen: Grid) -> Iterator[str]:
    """Line by line, where what happened is not what was written."""
    before, after = (as_text(grid).splitlines() for grid in (told, seen))
    names = {"fromfile": "in the grid", "tofile": "seen"}
    yield from unified_diff(before, after, **names, lineterm="", n=6)
