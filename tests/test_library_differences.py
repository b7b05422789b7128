"""The registry of library differences: whole, and each stands on tests that exist."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from tests.evidence import assert_are_tests, ids_of
from workbook.cli import app
from workbook.library_differences import LIBRARY_DIFFERENCES, LibraryDifference

MOST_SENTENCES = 3


def test_every_key_and_title_is_there_once() -> None:
    """A link or a heading leads to one difference."""
    assert len({difference.key for difference in LIBRARY_DIFFERENCES}) == len(LIBRARY_DIFFERENCES)
    assert len({difference.title for difference in LIBRARY_DIFFERENCES}) == len(LIBRARY_DIFFERENCES)


@pytest.mark.parametrize("difference", LIBRARY_DIFFERENCES, ids=lambda difference: difference.key)
def test_a_difference_is_named_and_explained(difference: LibraryDifference) -> None:
    """The key fits a link; the explanation is of one to three sentences."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", difference.key)
    assert not difference.title.endswith(".")
    assert difference.explanation.endswith(".")
    assert len(re.findall(r"[.!?](?= |$)", difference.explanation)) <= MOST_SENTENCES


@pytest.mark.parametrize("difference", LIBRARY_DIFFERENCES, ids=lambda difference: difference.key)
def test_a_difference_has_evidence_that_exists(difference: LibraryDifference) -> None:
    """Each test that it names is there, and is named once."""
    assert difference.evidence
    assert len(set(difference.evidence)) == len(difference.evidence)
    assert_are_tests(difference.evidence)


def test_every_test_of_a_difference_is_evidence() -> None:
    """No test under tests/differences is left that no difference refers to."""
    used = {evidence for difference in LIBRARY_DIFFERENCES for evidence in difference.evidence}
    assert ids_of("tests/differences") - used == set()


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_the_differences_fit_the_terminal(columns: int) -> None:
    """All of them, each under its key."""
    result = CliRunner().invoke(app, ["differences"], env={"COLUMNS": str(columns)})
    assert result.exit_code == 0
    assert all(one.key.split("-")[0] in result.stdout for one in LIBRARY_DIFFERENCES)
    assert max(map(len, result.stdout.splitlines())) <= columns


def test_an_unknown_difference_is_told_in_one_sentence() -> None:
    """With those that there are."""
    result = CliRunner().invoke(app, ["differences", "nonsense"])
    assert result.exit_code == 2
    assert result.stderr.startswith("workbook: no such difference; there are identity-map, ")
