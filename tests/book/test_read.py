"""`workbook read`: the same in the terminal."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from tests.book.test_pages import functions_of
from variants import VARIANTS
from workbook.book.material import Material
from workbook.book.reader import Article, article
from workbook.cli import app
from workbook.contract import methods
from workbook.ledger import store
from workbook.operations import OPERATIONS
from workbook.read.columns import columns_for, show
from workbook.read.comparison import runs


def read(*arguments: str) -> Result:
    """Into a pipe, as a test is one."""
    return CliRunner().invoke(app, ["read", *arguments])


@pytest.fixture(scope="module")
def articles(material: Material) -> list[Article]:
    """All of them."""
    return [article(material, method) for method in methods()]


@pytest.mark.parametrize("width", [80, 120, 200])
def test_every_operation_fits_the_terminal(articles: list[Article], width: int) -> None:
    """No line is wider, and nothing is cut."""
    for one in articles:
        for case in one.cases:
            output = StringIO()
            show(one, case, Console(file=output, width=width))
            lines = output.getvalue().splitlines()
            assert max(map(len, lines)) <= width
            assert "…" not in output.getvalue() or "more …" in output.getvalue()


@pytest.mark.parametrize(("width", "number"), [(79, 1), (99, 1), (100, 2), (179, 2), (180, 4)])
def test_as_many_columns_as_fit(width: int, number: int) -> None:
    """Four from 180, two and two from 100."""
    assert columns_for(width) == number


@pytest.mark.parametrize(("width", "number"), [(80, 1), (120, 2), (200, 4)])
def test_the_ways_stand_beside_each_other(articles: list[Article], width: int, number: int) -> None:
    """Their names are in one line."""
    output = StringIO()
    one = articles[0]
    show(one, one.cases[0], Console(file=output, width=width))
    heads = [line for line in output.getvalue().splitlines() if "asyncpg_raw" in line]
    assert sum(name in heads[0] for name in VARIANTS) == number


@pytest.mark.parametrize("arguments", [["claim_task"], ["claim_task", "--plain"]])
def test_plain_text_has_code_and_sql_as_they_are(arguments: list[str]) -> None:
    """Whole lines, no colours, no frames."""
    told = read(*arguments).stdout
    assert "\x1b" not in told
    assert not set("│─━") & set(told)
    for way in VARIANTS:
        assert functions_of(way, "repository.py")["claim_task"] in told
        for one in store.read("claim_task").ways[way].later.statements:
            assert f"{one.sql}  ({one.sent_by})" in told


def test_a_case_is_read_by_its_name() -> None:
    """And the other cases are named."""
    told = read("edit_task.stale").stdout
    assert told.startswith("edit_task.stale  Change a version that the task no longer has")
    assert "it ends with StaleTask" in told
    assert "Other cases: edit_task, edit_task.cleared, edit_task.unchanged" in told


def test_one_way_can_be_read_alone() -> None:
    """--variant, as everywhere."""
    told = read("get_task", "--variant", "sqlmodel_orm").stdout
    assert "== sqlmodel_orm" in told
    assert "== asyncpg_raw" not in told


def test_it_is_read_by_programs_too() -> None:
    """Sources, and both calls as the ledger has them."""
    told = json.loads(read("get_task", "--json").stdout)
    assert list(told["ways"]) == list(VARIANTS)
    calls = store.read("get_task").ways["sqlalchemy_core"]
    shown = told["ways"]["sqlalchemy_core"]["calls"]
    assert shown["later"]["statements"][0]["sql"] == calls.later.statements[0].sql
    assert shown["first"]["round_trips"] == calls.first.round_trips


def test_two_ways_are_compared_with_signs() -> None:
    """What only one has is in brackets of its own."""
    told = read("get_tasks", "--diff", "sqlalchemy_core", "sqlalchemy_orm").stdout
    assert "[-tasks-]" in told
    assert "{+Task+}" in told


@pytest.mark.parametrize("operation", [operation.name for operation in OPERATIONS[:5]])
def test_a_comparison_holds_both_texts(operation: str) -> None:
    """Without what is marked for the other, each is whole."""
    ways = store.read(operation).ways
    one, other = (
        "\n".join(statement.sql for statement in ways[way].later.statements)
        for way in ("asyncpg_raw", "sqlmodel_orm")
    )
    found = list(runs(one, other))
    assert "".join(run.text for run in found if run.sign != "+") == one
    assert "".join(run.text for run in found if run.sign != "-") == other


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["edit_tsk"], "edit_tsk: no such operation; did you mean edit_task"),
        (["zzz"], "zzz: no such operation; there are add_task"),
        (["get_task", "--variant", "nobody"], "say one of asyncpg_raw"),
        (["get_task", "--diff", "asyncpg_raw", "nobody"], "say one of asyncpg_raw"),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(arguments: list[str], sentence: str) -> None:
    """With what is like it, and status 2."""
    ended = read(*arguments)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("workbook: ")
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
