"""`workbook book`: by the command line, with a fifth way, and after the main job."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shared.postgres import Server
from tests.book.conftest import CHROMIUM
from tests.book.shown import parsed
from variants import VARIANTS
from variants.sqlalchemy_core import Database
from workbook import comparison
from workbook.book import pictures
from workbook.cli import app
from workbook.contract import methods

FIFTH = f"{__name__}:Fifth"

pytestmark = pytest.mark.timeout(180)


class Fifth(Database):
    """A way that the ledger does not know."""


def workbook(*arguments: str) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(app, arguments)


def test_it_is_written_without_a_server(book: Path, tmp_path: Path) -> None:
    """What is checked in is enough, and comes to the same pages."""
    ended = workbook("book", "--out", str(tmp_path / "new" / "book"), "--postgres", "nonsense")
    assert ended.exit_code == 0, ended.stderr
    assert f"Written: {tmp_path / 'new' / 'book' / 'index.html'}" in ended.stdout
    names = [path.name for path in sorted((tmp_path / "new" / "book").iterdir())]
    assert names == [path.name for path in sorted(book.iterdir())]


def test_a_fifth_way_has_a_fifth_pane(server: Server, tmp_path: Path) -> None:
    """It is recorded first; where its source is not to be had, the pane says so."""
    ways = [argument for name in (*VARIANTS, FIFTH) for argument in ("--variant", name)]
    ended = workbook("book", *ways, "--out", str(tmp_path), "--postgres", server.url)
    assert ended.exit_code == 0, ended.stderr
    root = parsed((tmp_path / "index.html").read_text(encoding="utf-8"))
    for method in methods():
        [pane] = root.all("section", id=f"v1/{method.name}/{FIFTH}")
        assert "Its source is not to be had." in pane.text
    [sql] = root.all("section", aria_label=f"SQL of get_tasks, {FIFTH}")
    assert "any (" in sql.text.lower() or "ANY" in sql.text
    [box] = root.all("input", value=FIFTH)
    assert box.attributes["data-do"] == "pane"


def test_the_main_job_writes_the_book_with_its_times(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with its verdict."""
    monkeypatch.setattr(comparison, "SECONDS_PER_OPERATION", 0)
    ways = ("--variant", "asyncpg_raw", "--variant", "sqlalchemy_core")
    where = ("--postgres", server.url, "--tasks", "200", "--out", str(tmp_path))
    ended = workbook(*ways, *where)
    assert ended.exit_code == 0, ended.output
    assert f"The book: {tmp_path / 'index.html'}" in ended.stdout
    root = parsed((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert "The two ways agree on" in next(root.of_class("verdict")).text
    assert re.search(r"\d ms", next(root.of_class("overview")).text)
    assert len(list(root.all("select"))[1].parts) > 0


def test_what_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    """With status 2."""
    (tmp_path / "file").write_text("")
    ended = workbook("book", "--out", str(tmp_path / "file" / "book"))
    assert ended.exit_code == 2
    assert ended.stderr.startswith("workbook: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_pictures_are_taken_in_light_and_dark(tmp_path: Path) -> None:
    """All of them differ, and are small enough for a README."""
    ended = workbook("book", "--out", str(tmp_path / "book"), "--pictures", str(tmp_path / "new"))
    assert ended.exit_code == 0, ended.stderr
    taken = [tmp_path / "new" / f"{shot.name}.png" for shot in pictures.SHOTS]
    assert len({path.read_bytes() for path in taken}) == len(taken)
    assert all(path.stat().st_size < 400_000 for path in taken)


def test_without_a_browser_there_are_no_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what is missing."""
    monkeypatch.setenv("PATH", "")
    ended = workbook("book", "--out", str(tmp_path / "book"), "--pictures", str(tmp_path))
    assert ended.exit_code == 2
    assert "pictures need a browser; there is none of chromium" in ended.stderr
