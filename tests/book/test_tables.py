"""Tables: no cell without evidence, and no evidence that does not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.book.error import BookError
from workbook.book.evidence import evidence
from workbook.book.material import Material
from workbook.book.table import tables

ROWS = """order = 1
title = "T"
lead = "L"
first = "F"
columns = ["one"]
[[rows]]
name = "row"
[[rows.cells]]
text = "{text}"
by = [{by}]
"""


def kept(folder: Path, text: str, by: str) -> Path:
    """A folder with one table of one cell."""
    filled = ROWS.replace("{text}", text).replace("{by}", by)
    (folder / "some.toml").write_text(filled, encoding="utf-8")
    return folder


def test_the_five_tables_are_there_in_their_order(material: Material) -> None:
    """Each with a cell for every row and column."""
    shown = tables(material)
    assert [one.name for one in shown] == ["four_ways", "peers", "pools", "loading", "decision"]
    for one in shown:
        assert all(len(cells) == len(one.table.columns) for _, cells in one.rows)


def test_every_cell_has_evidence(material: Material) -> None:
    """Every cell of every table leads somewhere."""
    cells = [cell for one in tables(material) for _, row in one.rows for cell in row]
    assert len(cells) > 100
    assert all(cell.by for cell in cells)


def test_figures_come_from_what_was_recorded(material: Material, tmp_path: Path) -> None:
    """A cell names them; it does not have them."""
    folder = kept(tmp_path, "{trips get_task asyncpg_raw} trip", '"ledger:get_task"')
    [one] = tables(material, folder)
    trips = material.entries["get_task"].ways["asyncpg_raw"].later.round_trips
    assert one.rows[0][1][0].text == f"{trips} trip"


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("", "nothing shows that 'x'"),
        ('"claim:F99"', "no claim is called 'F99'"),
        ('"ledger:nothing"', "no operation is called 'nothing'"),
        ('"difference:none"', "no difference is called 'none'"),
        ('"mistakes:none"', "no mistake is called 'none'"),
        ('"lines:none"', "no way is called 'none'"),
        ('"trap:none"', "no trap is called 'none'"),
        ('"source:asyncpg_raw.none"', "has nothing called 'none'"),
        ('"docs:http://example.org"', "is no https:// address"),
        ('"hearsay:everybody"', "no kind of evidence is called 'hearsay'"),
    ],
)
def test_a_cell_without_evidence_is_refused(
    material: Material, tmp_path: Path, by: str, reason: str
) -> None:
    """With the table and the row."""
    with pytest.raises(BookError, match=r"tables/some\.toml, row 'row': ") as raised:
        tables(material, kept(tmp_path, "x", by))
    assert reason in str(raised.value)


def test_a_file_that_is_no_table_is_named(material: Material, tmp_path: Path) -> None:
    """With what is wrong."""
    (tmp_path / "some.toml").write_text("order = 1\n")
    with pytest.raises(BookError, match=r"some\.toml cannot be read"):
        tables(material, tmp_path)


def test_evidence_leads_to_its_place() -> None:
    """In the reader, on the page of evidence, or outside."""
    assert evidence("source:asyncpg_raw.get_task").href == "index.html#v1/get_task/asyncpg_raw"
    assert evidence("claim:F5").href == "evidence.html#F5"
    assert evidence("docs:https://example.org/").href == "https://example.org/"
