"""The table of mistakes: tried anew, it is the one that is kept."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any, TypeAlias

import asyncpg
import pytest
from rich.console import Console

from workbook.mistakes import checkers, table
from workbook.mistakes.catalogue import CONTROL, MISTAKES, WAYS
from workbook.mistakes.checkers import FOLDER, CheckerFailed, mypy_complaints, ty_complaints
from workbook.mistakes.command import grid_of
from workbook.mistakes.table import Notice, Table, Verdict
from workbook.mistakes.trial import try_all

Sql: TypeAlias = "asyncpg.Connection[Any]"
FEWEST = 20
STALE = "table.json is not what was found; `uv run workbook mistakes --record` writes it anew"


@pytest.fixture(scope="module")
async def tried(database_url: str, sql: Sql) -> AsyncIterator[Table]:
    """What is found now, both checkers asked once."""
    mypy = await asyncio.to_thread(mypy_complaints)
    ty = await asyncio.to_thread(ty_complaints)
    yield await try_all(database_url, mypy, ty)
    await sql.execute("TRUNCATE tasks, projects RESTART IDENTITY")


def test_the_table_is_what_is_found(tried: Table) -> None:
    """Every mistake, in every way, is noticed by those whom table.json names, and by no other."""
    assert table.text_of(tried).splitlines() == table.FILE.read_text().splitlines(), STALE
    assert tried == table.load()


def test_what_is_right_is_not_blamed(tried: Table) -> None:
    """Where no mistake is made no checker complains, and it runs without a warning."""
    assert tried.control == dict.fromkeys(WAYS, Verdict(mypy=False, ty=False, run=Notice.NOBODY))


def test_there_are_enough_mistakes() -> None:
    """At least twenty, each with a verdict for all four ways."""
    verdicts = table.load().verdicts
    assert len(verdicts) >= FEWEST
    assert list(verdicts) == list(MISTAKES)
    assert all(tuple(by_way) == WAYS for by_way in verdicts.values())


@pytest.mark.parametrize("name", WAYS)
def test_each_way_makes_the_same_mistakes(name: str) -> None:
    """The functions come in the catalogue's order, each under its title."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]
    control, *mistakes = [(node.name, ast.get_docstring(node)) for node in functions]
    assert control[0] == CONTROL
    assert mistakes == [(mistake, f"{title}.") for mistake, title in MISTAKES.items()]


def test_each_kind_of_notice_occurs() -> None:
    """The trial can tell all of them apart: none is a word without a case."""
    verdicts = [verdict for by_way in table.load().verdicts.values() for verdict in by_way.values()]
    assert {verdict.run for verdict in verdicts} == set(Notice)
    assert {(verdict.mypy, verdict.ty) for verdict in verdicts} >= {(True, False), (True, True)}


def test_each_mistake_is_counted_once_at_run_time() -> None:
    """In each way the notices add up to the number of mistakes."""
    for counts in table.load().totals.values():
        assert sum(counts[notice] for notice in Notice) == len(MISTAKES)
        assert counts["unnoticed"] <= counts[Notice.NOBODY]


def test_a_complaint_outside_the_functions_is_no_verdict() -> None:
    """A complaint about an import, say, would blame no function and must not be lost."""
    with pytest.raises(CheckerFailed, match=r"\('asyncpg_raw', 1\)"):
        checkers._blamed([("asyncpg_raw", 1)])


def test_a_checker_that_cannot_run_is_no_verdict() -> None:
    """Its silence would look like approval."""
    with pytest.raises(CheckerFailed, match="mypy ended with 2"):
        checkers._answer_of("mypy", "--no-such-option")


def test_the_printed_table_has_all_of_it() -> None:
    """A row for each mistake, with what each way has for it, and the totals."""
    console = Console(file=StringIO(), width=200, record=True)
    console.print(grid_of(table.load()))
    text = console.export_text()
    assert all(title in text for title in MISTAKES.values())
    assert all(notice in text for notice in Notice)
    assert "unnoticed" in text
