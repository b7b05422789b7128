"""What the contract suite says of a learner's own way: `workbook.learn.suite`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.postgres import Server
from tests.learn.conftest import solution
from workbook.cli import app
from workbook.learn import TodoError
from workbook.learn.candidate import Candidate
from workbook.learn.catalogue import ROOT
from workbook.learn.suite import Failed, Suite, SuiteReport, suite_on
from workbook.learn.verdict import NotYet

MINE = "exercises._teacher.e20_the_fifth_way.solution.mine:Database"
FIFTH = solution("mine", "e20_the_fifth_way")
DEADLINE = 50


def failed(file: str, test: str, todo: str | None = None) -> Failed:
    place = None if todo is None else ("mine.py", 7)
    return Failed(file=file, test=test, words="they differ", todo=todo, place=place)


def suite(*failures: Failed) -> Suite:
    return Suite(SuiteReport(nonce="", tests=3, failed=failures))


def test_only_the_files_that_are_named_are_judged() -> None:
    """What fails elsewhere is another task's; without a name it is all of them."""
    told = suite(failed("test_b.py", "test_two"), failed("test_b.py", "test_three"))
    told.passes("test_a.py")
    told.is_written()
    for files in (("test_b.py",), ()):
        with pytest.raises(NotYet, match="2 tests fail, test_two for one: they differ"):
            told.passes(*files)


def test_a_blank_comes_before_a_failure() -> None:
    """It is a todo, with the place in the learner's file."""
    told = suite(failed("test_a.py", "test_one"), failed("test_a.py", "test_two", "task 2: write"))
    with pytest.raises(TodoError) as blank:
        told.passes("test_a.py")
    assert (blank.value.task, blank.value.place) == (2, ("mine.py", 7))
    with pytest.raises(TodoError):
        told.is_written()


async def test_a_suite_without_an_end_is_told(database_url: str, tmp_path: Path) -> None:
    """A file that cannot be imported, or that ends the process."""
    for source in ("class Database(:\n", "import os\nos._exit(0)\n"):
        path = tmp_path / f"broken_{len(source)}.py"
        path.write_text(source)
        candidate = Candidate(role="work", way="mine", path=path, seed=1)
        with pytest.raises(NotYet, match="expected: the suite comes to its end"):
            await suite_on(candidate, database_url)


def test_a_fifth_way_keeps_promises(server: Server) -> None:
    """Here those about one task; `workbook learn verify e20` runs all of the suite."""
    tests = ["tests/contract/test_one_task.py", "-q", "-n", "0", "--variant", MINE]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "--postgres", server.url],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "passed" in ran.stdout


def test_a_fifth_way_stands_in_the_reader(server: Server) -> None:
    """Its source and what it sends, beside one of the four."""
    ways = ("--variant", "asyncpg_raw", "--variant", MINE)
    shown = CliRunner().invoke(
        app, ["read", "get_task", *ways, "--plain", "--postgres", server.url]
    )
    assert shown.exit_code == 0, shown.output
    pane = shown.output.partition(f"== {MINE}\n")[2]
    source = FIFTH.read_text(encoding="utf-8")
    assert pane.splitlines()[0] in source
    assert f"-- on the wire, {MINE}\n1. SELECT" in shown.output
