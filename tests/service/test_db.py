"""`workbook db`: the tables of the database that is named, up and down."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from typer.testing import CliRunner, Result

from shared.postgres import Server, fresh_database
from workbook.cli import app


@pytest.fixture
async def url(server: Server) -> AsyncIterator[str]:
    """An empty database."""
    async with fresh_database(server) as url:
        yield url


def db(*words: str) -> Result:
    """What `workbook db` says to this."""
    return CliRunner().invoke(app, ["db", *words])


def test_the_tables_go_up_and_down(url: str) -> None:
    """Each command says at which revision they are then."""
    at = ["--postgres", url]
    told = [
        db(*words, *at).stdout.strip()
        for words in (["current"], ["upgrade"], ["downgrade", "0002"], ["upgrade", "0003"])
    ]
    assert told == ["none", "0004", "0002", "0003"]
    assert db("url", *at).stdout.strip() == url


@pytest.mark.parametrize("words", [["upgrade", "nonsense"], ["downgrade", "nonsense"]])
def test_an_unknown_revision_is_told_in_one_line(url: str, words: list[str]) -> None:
    """Status 2."""
    result = db(*words, "--postgres", url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "workbook: Can't locate revision identified by 'nonsense'\n"


def test_a_way_down_is_named() -> None:
    """`downgrade` alone would be a way to lose everything."""
    assert db("downgrade").exit_code == 2
