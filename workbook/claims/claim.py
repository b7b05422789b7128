"""One thing that is commonly taught, and what became of it when it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the evidence says."""

    HOLDS = "holds"
    CONDITIONAL = "holds with a condition"
    FAILS = "does not hold"


@dataclass(frozen=True, slots=True)
class Claim:
    """`said` is the claim, `found` what was seen: the condition, the figure, the refutation.

    `evidence` names the tests that show it, as "tests/claims/test_x.py::test_y"; every figure in
    `found` is asserted there.
    """

    key: str
    said: str
    verdict: Verdict
    found: str
    evidence: tuple[str, ...]


def holds(key: str, said: str, found: str, *evidence: str) -> Claim:
    """A claim that is right as it is commonly put."""
    return Claim(key, said, Verdict.HOLDS, found, evidence)


def conditional(key: str, said: str, found: str, *evidence: str) -> Claim:
    """A claim that is right under a condition, which `found` names."""
    return Claim(key, said, Verdict.CONDITIONAL, found, evidence)


def fails(key: str, said: str, found: str, *evidence: str) -> Claim:
    """A claim that is wrong as it is commonly put; `found` is what refutes it."""
    return Claim(key, said, Verdict.FAILS, found, evidence)
