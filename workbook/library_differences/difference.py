"""One thing that differs because of the library, and the tests that pin it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibraryDifference:
    """`key` is its name in links, `title` its name for people.

    `evidence` names the tests that pin it, as "tests/differences/test_x.py::test_y"; every figure
    in `explanation` is asserted there.
    """

    key: str
    title: str
    explanation: str
    evidence: tuple[str, ...]


def pinned(key: str, title: str, explanation: str, file: str, *tests: str) -> LibraryDifference:
    """A difference whose tests stand in one file of tests/differences."""
    path = f"tests/differences/test_{file}.py::test_"
    return LibraryDifference(key, title, explanation, tuple(path + test for test in tests))
