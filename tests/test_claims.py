"""The registry of claims: whole, and every verdict stands on a test that exists."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tests.evidence import assert_are_tests, ids_of
from workbook.claims import CLAIMS, Claim
from workbook.cli import app

NUMBERS = {"D": 16, "P": 15, "E": 13, "F": 25}
SENTENCE_ENDS = (".", "!", "?")


def test_every_claim_is_there_once() -> None:
    """In the order of the letters and numbers."""
    wanted = [f"{letter}{number + 1}" for letter in NUMBERS for number in range(NUMBERS[letter])]
    assert [claim.key for claim in CLAIMS] == wanted


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.key)
def test_a_verdict_has_evidence(claim: Claim) -> None:
    """The evidence is a test that is there; the texts are sentences."""
    assert claim.evidence
    assert claim.said.endswith(SENTENCE_ENDS)
    assert claim.found.endswith(SENTENCE_ENDS)
    assert_are_tests(claim.evidence)


def test_every_trial_is_evidence() -> None:
    """No trial is left that no claim refers to."""
    used = {evidence for claim in CLAIMS for evidence in claim.evidence}
    assert ids_of("tests/claims") - used == set()


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_the_claims_fit_the_terminal(columns: int) -> None:
    """With the verdict, and with the evidence for those that are asked for."""
    result = CliRunner().invoke(app, ["claims", "d1", "P"], env={"COLUMNS": str(columns)})
    assert result.exit_code == 0
    assert "does not hold" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= columns


def test_an_unknown_claim_is_told_in_one_sentence() -> None:
    """With those that there are."""
    result = CliRunner().invoke(app, ["claims", "Z9"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "workbook: no such claim; there are D1 to D16, P1 to P15, E1 to E13, F1 to F25\n"
    )
